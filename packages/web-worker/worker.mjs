self.addEventListener('message', ({ data }) => {
  if (data.fail) setTimeout(() => { throw new Error('asked to fail'); });
  else if (data.bytes) postMessage(data.bytes.map((byte) => byte + 1));
  else postMessage({ from: self.name, text: data.shout.toUpperCase() });
});
