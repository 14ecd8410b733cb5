// What each package is for, in short.

import { init, parse } from 'es-module-lexer';
import { SourceMapConsumer, SourceMapGenerator } from 'source-map';
import { blake3, createSHA256, crc32, md5, xxhash64 } from 'hash-wasm';

export async function work() {
  return { lexed: await lex(), mapped: await map(), hashed: await hash() };
}

async function lex() {
  await init;
  const [imports, exports] = parse(`
    import a, { b } from 'first';
    export const c = await import('./second.js');
    export { b as default };
    export * from "third";
  `);
  return {
    imports: imports.map(({ type, specifier }) => [type, specifier]),
    exports: exports.map(({ type, name, from }) => [type, name, from]),
  };
}

async function map() {
  const generator = new SourceMapGenerator({ file: 'out.js' });
  for (let line = 1; line <= 200; line++) {
    generator.addMapping({
      source: `in${line % 3}.js`, name: `name${line}`, original: { line, column: line % 7 }, generated: { line: line * 2, column: 4 },
    });
  }
  return SourceMapConsumer.with(generator.toString(), null, (consumer) => {
    let sum = 0;
    consumer.eachMapping(({ originalLine, generatedLine }) => { sum += originalLine * generatedLine; });
    return {
      sum,
      at: consumer.originalPositionFor({ line: 84, column: 4 }),
      from: consumer.generatedPositionFor({ source: 'in1.js', line: 100, column: 2 }),
    };
  });
}

async function hash() {
  const text = 'thread '.repeat(1000);
  const sha = await createSHA256();
  sha.init();
  for (let at = 0; at < text.length; at += 999) sha.update(text.slice(at, at + 999));
  return {
    md5: await md5(text), blake3: await blake3(text), crc32: await crc32(text), xxhash64: await xxhash64(text), sha256: sha.digest(),
  };
}
