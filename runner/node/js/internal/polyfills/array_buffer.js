'use strict';
// ArrayBuffer.prototype.transfer and its kin.

const lengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;

function move(buffer, newLength, name, keepsResizable) {
  const length = lengthOf.call(buffer); // throws for anything but an ArrayBuffer
  const wanted = newLength === undefined ? length : Math.trunc(Number(newLength)) || 0;
  if (wanted < 0 || wanted > Number.MAX_SAFE_INTEGER) throw new RangeError('Invalid array buffer length');
  if (native.isDetached(buffer)) {
    throw new TypeError(`Cannot perform ArrayBuffer.prototype.${name} on a detached ArrayBuffer`);
  }
  const resizable = keepsResizable && buffer.resizable;
  const moved = resizable ? new ArrayBuffer(wanted, { maxByteLength: buffer.maxByteLength }) : new ArrayBuffer(wanted);
  new Uint8Array(moved).set(new Uint8Array(buffer, 0, Math.min(length, wanted)));
  native.detach(buffer);
  return moved;
}

const methods = {
  transfer(newLength = undefined) { return move(this, newLength, 'transfer', true); },
  transferToFixedLength(newLength = undefined) { return move(this, newLength, 'transferToFixedLength', false); },
  get detached() {
    lengthOf.call(this);
    return native.isDetached(this);
  },
};

exports['ArrayBuffer#transfer'] = methods.transfer;
exports['ArrayBuffer#transferToFixedLength'] = methods.transferToFixedLength;
exports['ArrayBuffer#detached'] = Object.getOwnPropertyDescriptor(methods, 'detached').get;
