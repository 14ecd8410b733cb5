'use strict';
// The `cluster` module as the primary process sees it before it forks; forking is refused by name.
//
// native: none.

const { EventEmitter } = require('events');
const { refusing } = require('internal/refusing');

const cluster = new EventEmitter();
cluster.isWorker = false;
cluster.isMaster = true;
cluster.isPrimary = true;
cluster.Worker = refusing('cluster', 'Worker');
cluster.workers = {};
cluster.settings = {};
cluster.SCHED_NONE = 1;
cluster.SCHED_RR = 2;
cluster.schedulingPolicy = cluster.SCHED_RR;

cluster.setupPrimary = function setupPrimary(options) {
  const settings = {
    args: process.argv.slice(2), exec: process.argv[1], execArgv: process.execArgv, silent: false,
    ...cluster.settings, ...options,
  };
  cluster.settings = settings;
  process.nextTick(() => cluster.emit('setup', settings));
};
cluster.setupMaster = cluster.setupPrimary;
cluster.fork = refusing('cluster', 'fork', 'use worker_threads');
cluster.disconnect = function disconnect(callback) {
  // There is nobody to wait for.
  if (callback !== undefined) process.nextTick(callback);
};

module.exports = cluster;
