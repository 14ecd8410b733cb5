import { parentPort, workerData } from 'node:worker_threads';
import { enablePatches, produceWithPatches } from 'immer';

enablePatches();
let state = workerData;
parentPort.on('message', (action) => {
  if (action.type === 'close') {
    parentPort.close();
    return;
  }
  const [next, patches] = produceWithPatches(state, (draft) => {
    if (action.type === 'add') draft.todos.push({ text: action.text, done: false });
    if (action.type === 'finish') draft.todos[action.index].done = true;
    if (action.type === 'remove') draft.todos.splice(action.index, 1);
    draft.counts.all = draft.todos.length;
  });
  state = next;
  parentPort.postMessage(patches);
});
