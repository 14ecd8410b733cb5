'use strict';
// TextEncoderStream and TextDecoderStream (Encoding, 8.1 and 8.2).

const { create, check, define, form, inspectable, dictionary, argumentType } = require('internal/webidl');
const transforms = require('internal/webstreams/transform');
const { sides } = require('internal/webstreams/transform_class');

const ENCODER = 'TextEncoderStream';
const DECODER = 'TextDecoderStream';

function attempt(work) {
  try {
    work();
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(error);
  }
}

class TextEncoderStream {
  constructor() {
    const encoder = new TextEncoder();
    let lead = ''; // half of a pair, which the next chunk may complete
    const { stream, controller, started } = transforms.setUp({
      transform: (chunk) => attempt(() => {
        let text = lead + `${chunk}`;
        lead = '';
        const last = text.charCodeAt(text.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          lead = text.slice(-1);
          text = text.slice(0, -1);
        }
        if (text !== '') transforms.enqueue(controller, encoder.encode(text));
      }),
      flush: () => attempt(() => {
        if (lead !== '') transforms.enqueue(controller, encoder.encode(lead));
      }),
    });
    started();
    return create(new.target, TextEncoderStream, form.plain, { brand: ENCODER, stream });
  }

  get encoding() {
    check(this, ENCODER);
    return 'utf-8';
  }

  get readable() { return sides(check(this, ENCODER).stream).readable; }

  get writable() { return sides(check(this, ENCODER).stream).writable; }
}

class TextDecoderStream {
  constructor(encoding = 'utf-8', options = undefined) {
    const { fatal, ignoreBOM } = dictionary(options, 'options');
    const decoder = new TextDecoder(encoding, { fatal: Boolean(fatal), ignoreBOM: Boolean(ignoreBOM) });
    const { stream, controller, started } = transforms.setUp({
      transform: (chunk) => attempt(() => {
        if (!ArrayBuffer.isView(chunk) && !isBuffer(chunk)) {
          throw argumentType('input', ['ArrayBuffer', 'ArrayBufferView'], chunk);
        }
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') transforms.enqueue(controller, text);
      }),
      flush: () => attempt(() => {
        const text = decoder.decode();
        if (text !== '') transforms.enqueue(controller, text);
      }),
    });
    started();
    return create(new.target, TextDecoderStream, form.plain, { brand: DECODER, stream, decoder });
  }

  get encoding() { return check(this, DECODER).decoder.encoding; }

  get fatal() { return check(this, DECODER).decoder.fatal; }

  get ignoreBOM() { return check(this, DECODER).decoder.ignoreBOM; }

  get readable() { return sides(check(this, DECODER).stream).readable; }

  get writable() { return sides(check(this, DECODER).stream).writable; }
}

const isBuffer = (value) => value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;

// Node gives these two no tag; the standard does (Web IDL, 3.7.3).
define(TextEncoderStream);
define(TextDecoderStream);
inspectable(TextEncoderStream, ({ encoding, readable, writable }) => ({ encoding, readable, writable }));
inspectable(TextDecoderStream, ({ encoding, fatal, ignoreBOM, readable, writable }) =>
  ({ encoding, fatal, ignoreBOM, readable, writable }));

exports.TextEncoderStream = TextEncoderStream;
exports.TextDecoderStream = TextDecoderStream;
