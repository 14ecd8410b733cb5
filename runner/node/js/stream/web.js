'use strict';
// `stream/web`: the classes that are globals too. Each is compiled when somebody looks.

const { defineLazy } = require('internal/lazy');

const FILES = {
  readable_class: ['ReadableStream'],
  reader_classes: [
    'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
    'ReadableByteStreamController', 'ReadableStreamDefaultController',
  ],
  transform_class: ['TransformStream', 'TransformStreamDefaultController'],
  writable_class: ['WritableStream', 'WritableStreamDefaultWriter', 'WritableStreamDefaultController'],
  strategies: ['ByteLengthQueuingStrategy', 'CountQueuingStrategy'],
  encoding: ['TextEncoderStream', 'TextDecoderStream'],
  compression: ['CompressionStream', 'DecompressionStream'],
};

for (const [file, names] of Object.entries(FILES)) {
  for (const name of names) defineLazy(exports, name, () => require(`internal/webstreams/${file}`)[name]);
  if (file === 'readable_class') {
    exports.ReadableStreamTee = function ReadableStreamTee(stream, cloneForBranch2 = undefined) {
      const { check } = require('internal/webidl');
      const { objectOf } = require('internal/webstreams/readable_class');
      return require('internal/webstreams/tee').tee(check(stream, 'ReadableStream'), Boolean(cloneForBranch2)).map(objectOf);
    };
  }
}
