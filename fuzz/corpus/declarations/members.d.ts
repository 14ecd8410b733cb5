/**
 * Doors, and what they open with.
 */
declare module "doors" {
    /**
     * A door.
     *
     * ```js
     * const door = new Door();
     * door.open(`
     *   ${key}
     * `);
     * // Throws: Error: locked
     * ```
     * @since v1.4.0, v0.8.0
     */
    class Door {
        /** Whether it is open. @default false */
        readonly open: boolean;
        /**
         * Closes it.
         * @example
         * ```ts
         * door.close(<Key>key);
         * ```
         * @deprecated Since v2.0.0 - use `shut` instead.
         * @param key What fits.
         */
        close(key?: Key): void;
        [Symbol.dispose](): void;
    }
    /* No example:
     * ```js
     * no();
     * ```
     */
    // ```js
    interface Key {
        /** How many teeth it has. */
        teeth: number;
    }
}
