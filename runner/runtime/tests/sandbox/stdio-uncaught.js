// forbids: stdio
require('/attack/helper.js').attempt('something', () => { throw new Error('refused'); });
Promise.reject(new Error('SPOKEN'));
throw new Error('SPOKEN');
