// The browser's Worker on threads: onmessage, listeners, data URLs, errors.
import Worker from 'web-worker';

const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name: 'shouter' });
worker.addEventListener('message', (event) => {
  console.log('listener', event.type, event.data, event.target === worker);
});
const answer = (message, list) => new Promise((resolve) => {
  worker.onmessage = (event) => resolve(event.data);
  worker.postMessage(message, list);
});

console.log('answer', await answer({ shout: 'hello' }));
const bytes = new Uint8Array([1, 2, 3]);
console.log('answer', await answer({ bytes }, [bytes.buffer]), bytes.length);

const failed = new Promise((resolve) => { worker.onerror = resolve; });
worker.postMessage({ fail: true });
const event = await failed;
console.log('error', event.type, event.message);
worker.terminate();

const inline = new Worker(`data:application/javascript,${encodeURIComponent('self.onmessage = (e) => { postMessage(e.data * 2); close(); }')}`);
inline.onmessage = (event) => console.log('inline', event.data);
inline.postMessage(21);
