'use strict';

// The app that Electron runs for a case: it opens the window that the case asks
// for, hidden, and passes on what the page prints. The page ends the run with
// window.close().
//
// Written by the harness beside the copy of the case, whose folder is the
// working directory. It must never do anything that a case is about.

const path = require('path');
const { app, BrowserWindow } = require('electron');

const { page, webPreferences } = JSON.parse(process.env.THREADPROOF_WINDOW);

/** The exit code of a page that could not be shown or that crashed. */
const BROKEN = 70;

function fail(reason) {
  process.stderr.write(`${reason}\n`);
  app.exit(BROKEN);
}

function passOn(first, ...older) {
  // older releases give level and text as arguments, newer ones as members
  const level = older.length > 0 ? older[0] : first.level;
  const text = older.length > 0 ? older[1] : first.message;
  const isError = level === 'error' || level === 'warning' || level === 2 || level === 3;
  (isError ? process.stderr : process.stdout).write(`${text}\n`);
}

function open() {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { contextIsolation: false, backgroundThrottling: false, ...webPreferences },
  });
  window.webContents.on('console-message', passOn);
  window.webContents.on('render-process-gone', (event, details) => fail(`the page is gone: ${details.reason}`));
  window.loadFile(path.resolve(page)).catch((error) => fail(`the page does not load: ${error.message}`));
}

app.on('window-all-closed', () => app.exit(0));
app.whenReady().then(open).catch((error) => fail(error.stack));
