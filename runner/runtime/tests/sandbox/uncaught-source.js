// forbids: everything
const { attempt, target } = require('/attack/helper.js');
attempt('something', () => { throw new Error('refused'); });
// Ends the run: what is printed of it must not be a line of the file.
require('vm').runInThisContext('throw new Error("x")', { filename: target });
