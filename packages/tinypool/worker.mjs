import { workerId } from 'tinypool';

export default ({ number }) => {
  if (!(workerId >= 1)) throw new Error('a worker of the pool has a number');
  return number * number;
};

export function invert({ pixels }) {
  return pixels.map((pixel) => 255 - pixel);
}

export function parse({ text }) {
  return JSON.parse(text);
}

export function hang() {
  return new Promise(() => setInterval(() => {}, 1000));
}
