// What the attacks share. An attempt must fail, be it with a throw or with a rejection; a value that is
// known to tell nothing may be given too.
'use strict';
const [target, folder] = process.argv.slice(1);
const refused = (error) => `refused ${error?.code ?? error?.name ?? typeof error}`;
const settle = (name, value, verdict) => {
  if (typeof value?.then !== 'function') return report(`${name}: ${verdict(value)}`);
  hold();
  return value.then(verdict, refused).then((text) => { report(`${name}: ${text}`); release(); });
};
const tell = (value) => { try { return String(value).slice(0, 200); } catch { return typeof value; } };

exports.target = target;
exports.folder = folder;
exports.report = report;
exports.attempt = (name, act) => {
  let value;
  try { value = act(); } catch (error) { return report(`${name}: ${refused(error)}`); }
  return settle(name, value, (value) => `THROUGH ${tell(value)}`);
};
exports.harmless = (name, act, expected) => {
  let value;
  try { value = act(); } catch (error) { return report(`${name}: FAILED ${tell(error)}`); }
  return settle(name, value, (value) => value === expected ? 'harmless' : `THROUGH ${tell(value)}`);
};

// A promise that never settles is told at the end.
let held = 0;
function hold() { held++; }
function release() { held--; }
process.on('exit', () => { if (held > 0) report(`FAILED ${held} attempts never ended`); });
