// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

const v8 = require('v8');
attempt('writeHeapSnapshot', () => v8.writeHeapSnapshot(`${folder}/fresh`));
attempt('writeHeapSnapshot of no name', () => v8.writeHeapSnapshot());
attempt('setHeapSnapshotNearHeapLimit', () => v8.setHeapSnapshotNearHeapLimit(1));
attempt('takeCoverage', () => v8.takeCoverage());
attempt('report', () => process.report.writeReport(`${folder}/fresh`));
attempt('a report', () => process.report.getReport());
attempt('inspector', () => require('inspector').open(0));
attempt('a session', () => new (require('inspector').Session)().connect());
attempt('trace events', () => require('trace_events').createTracing({ categories: ['v8'] }).enable());
attempt('startupSnapshot', () => { if (v8.startupSnapshot?.isBuildingSnapshot()) return 1; throw new Error('none'); });
attempt('a pipe of a snapshot', () => new Promise((done, fail) => v8.getHeapSnapshot().pipe(require('fs').createWriteStream(`${folder}/fresh`)).on('error', fail).on('finish', done)));
attempt('setFlagsFromString', () => v8.setFlagsFromString('--allow-natives-syntax'));
