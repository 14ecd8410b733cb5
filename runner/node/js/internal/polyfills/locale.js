'use strict';
// Numbers, dates and the order of texts in American English, the one language that this runtime
// knows: a request for another gets it, as in a Node that was built with English only.
// It must never be asked for a time zone other than UTC and the system's own.

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SYMBOLS = { __proto__: null, USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩' };

const group = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

function option(name, value, low, high, preset) {
  if (value === undefined) return preset;
  const number = Number(value);
  if (!(number >= low && number <= high)) throw new RangeError(`${name} value is out of range.`);
  return Math.floor(number);
}

// The digits of an absolute value, rounded away from zero at a half.
function round(value, fewest, most) {
  if (typeof value === 'bigint') return `${value}`;
  let text = value.toFixed(Math.min(most, 100));
  // The decimal that stands for the number decides a half, not its binary value.
  const shortest = String(value);
  if (!shortest.includes('e') && shortest.length > text.length && shortest[text.length + (most === 0)] === '5') {
    const up = BigInt(shortest.slice(0, text.length).replace('.', '')) + 1n;
    const digits = `${up}`.padStart(most + 1, '0');
    text = most === 0 ? digits : `${digits.slice(0, -most)}.${digits.slice(-most)}`;
  }
  if (!text.includes('.')) return fewest > 0 ? `${text}.${'0'.repeat(fewest)}` : text;
  let end = text.length;
  const least = text.indexOf('.') + 1 + fewest;
  while (end > least && text[end - 1] === '0') end -= 1;
  return text.slice(0, end).replace(/\.$/, '');
}

function significant(value, fewest, most) {
  const [mantissa, exponent] = value.toExponential(most - 1).split('e');
  const places = most - 1 - Number(exponent);
  if (places < 0) return `${Number(`${mantissa}e${exponent}`)}`;
  return round(Number(`${mantissa}e${exponent}`), Math.max(0, fewest - 1 - Number(exponent)), places);
}

function formatNumber(value, options = {}) {
  const { style = 'decimal', currency, notation, signDisplay = 'auto' } = options;
  if (style === 'currency' && currency === undefined) throw new TypeError('Currency code is required with currency style.');
  if (style === 'unit' || (notation !== undefined && notation !== 'standard')) {
    throw new RangeError('Intl.NumberFormat with units or a notation is not supported by this runtime');
  }
  const money = style === 'currency' ? (currency.toUpperCase() === 'JPY' ? 0 : 2) : 0;
  const least = option('minimumFractionDigits', options.minimumFractionDigits, 0, 100, undefined);
  const most = option('maximumFractionDigits', options.maximumFractionDigits, 0, 100, undefined);
  const presetMost = style === 'currency' ? money : style === 'percent' ? 0 : 3;
  const fewest = least ?? Math.min(money, most ?? money);
  const limit = most ?? Math.max(fewest, presetMost);
  if (fewest > limit) throw new RangeError('maximumFractionDigits value is out of range.');
  const negative = typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0);
  let size = negative ? -value : value;
  let text;
  if (typeof size === 'number' && Number.isNaN(size)) text = 'NaN';
  else if (size === Infinity) text = '∞';
  else {
    if (style === 'percent') size = typeof size === 'bigint' ? size * 100n : Number(`${size}e2`);
    const { minimumSignificantDigits: from, maximumSignificantDigits: to } = options;
    text = from === undefined && to === undefined ? round(size, fewest, limit)
      : significant(Number(size), option('minimumSignificantDigits', from, 1, 21, 1), option('maximumSignificantDigits', to, 1, 21, 21));
    if (text.includes('e')) text = `${BigInt(size)}`;
    let [whole, fraction] = text.split('.');
    whole = whole.padStart(option('minimumIntegerDigits', options.minimumIntegerDigits, 1, 21, 1), '0');
    if (options.useGrouping !== false && options.useGrouping !== 'false') whole = group(whole);
    text = fraction === undefined ? whole : `${whole}.${fraction}`;
  }
  if (style === 'percent') text += '%';
  if (style === 'currency') {
    const code = currency.toUpperCase();
    const symbol = options.currencyDisplay === 'code' ? undefined : SYMBOLS[code];
    text = symbol === undefined ? `${code}\u00a0${text}` : symbol + text;
  }
  if (negative && signDisplay !== 'never') return `-${text}`;
  return signDisplay === 'always' || (signDisplay === 'exceptZero' && size) ? `+${text}` : text;
}

// The parts of a moment in a time zone.
function parts(date, zone) {
  const utc = zone !== undefined && /^(UTC|GMT|Etc\/(UTC|GMT)|Z)$/i.test(zone);
  if (zone !== undefined && !utc && zone !== process.env.TZ) {
    throw new RangeError(`Invalid time zone specified: ${zone}; this runtime knows UTC and the system's own`);
  }
  const get = (name) => date[`get${utc ? 'UTC' : ''}${name}`]();
  return {
    year: get('FullYear'), month: get('Month'), day: get('Date'), weekday: get('Day'),
    hour: get('Hours'), minute: get('Minutes'), second: get('Seconds'), ms: get('Milliseconds'),
    zone: utc || date.getTimezoneOffset() === 0 ? 'UTC' : `GMT${offset(date)}`,
  };
}

function offset(date) {
  const minutes = -date.getTimezoneOffset();
  const hours = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

const STYLES = {
  __proto__: null,
  dateStyle: {
    full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
    long: { year: 'numeric', month: 'long', day: 'numeric' },
    medium: { year: 'numeric', month: 'short', day: 'numeric' },
    short: { year: '2-digit', month: 'numeric', day: 'numeric' },
  },
  timeStyle: {
    full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
    long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
    medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
    short: { hour: 'numeric', minute: '2-digit' },
  },
};
const DATE = ['weekday', 'year', 'month', 'day'];
const TIME = ['hour', 'minute', 'second', 'dayPeriod', 'fractionalSecondDigits'];

// What is shown: what was asked for, or else `preset` ('date', 'time' or 'all').
function shown(options, preset) {
  const { dateStyle, timeStyle } = options;
  if (dateStyle !== undefined || timeStyle !== undefined) {
    return { ...options, ...STYLES.dateStyle[dateStyle], ...STYLES.timeStyle[timeStyle] };
  }
  const relevant = preset === 'date' ? DATE : preset === 'time' ? TIME : [...DATE, ...TIME];
  if (relevant.some((name) => options[name] !== undefined)) return options;
  const fields = {};
  if (preset !== 'time') for (const name of DATE.slice(1)) fields[name] = 'numeric';
  if (preset !== 'date') for (const name of TIME.slice(0, 3)) fields[name] = 'numeric';
  return { ...fields, ...options };
}

const two = (number) => String(number).padStart(2, '0');
const sized = (number, width) => (width === '2-digit' ? two(number % 100) : String(number));

function datePart(at, { weekday, year, month, day }) {
  const name = weekday && (weekday === 'long' ? DAYS[at.weekday] : DAYS[at.weekday].slice(0, weekday === 'narrow' ? 1 : 3));
  const shownYear = year && sized(at.year, year);
  const shownDay = day && sized(at.day, day);
  let text;
  if (month === undefined || month === 'numeric' || month === '2-digit') {
    text = [month && sized(at.month + 1, month), shownDay, shownYear].filter(Boolean).join('/');
  } else {
    const word = month === 'long' ? MONTHS[at.month] : MONTHS[at.month].slice(0, month === 'narrow' ? 1 : 3);
    text = [word, shownDay].filter(Boolean).join(' ');
    if (shownYear) text += `${shownDay ? ', ' : ' '}${shownYear}`;
  }
  return [name, text].filter(Boolean).join(text === shownDay ? ' ' : ', ');
}

function timePart(at, options) {
  const { hour, minute, second, fractionalSecondDigits: fraction, hour12, hourCycle, timeZoneName } = options;
  const half = hour12 ?? (hourCycle === undefined || hourCycle === 'h12' || hourCycle === 'h11');
  const pieces = [];
  if (hour) {
    const count = half ? at.hour % 12 || 12 : at.hour;
    pieces.push(hour === '2-digit' || !half ? two(count) : String(count));
  }
  if (minute) pieces.push(hour || second ? two(at.minute) : sized(at.minute, minute));
  if (second) pieces.push(minute || hour ? two(at.second) : sized(at.second, second));
  let text = pieces.join(':');
  if (fraction) text += `${text && '.'}${String(at.ms).padStart(3, '0').slice(0, fraction)}`;
  if (hour && half) text += ` ${at.hour < 12 ? 'AM' : 'PM'}`;
  if (timeZoneName) text += ` ${at.zone === 'UTC' && timeZoneName === 'long' ? 'Coordinated Universal Time' : at.zone}`;
  return text;
}

function formatDate(date, options = {}, preset = 'date') {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  const fields = shown(options ?? {}, preset);
  const at = parts(date, fields.timeZone);
  const wordy = options.dateStyle === 'full' || options.dateStyle === 'long';
  return [datePart(at, fields), timePart(at, fields)].filter(Boolean).join(wordy ? ' at ' : ', ');
}

// Blanks, punctuation and symbols in their order; digits and letters follow.
const ORDER = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
function weight(letter) {
  const at = ORDER.indexOf(letter);
  if (at >= 0) return at;
  if (letter >= '0' && letter <= '9') return 100 + letter.charCodeAt(0);
  return letter < ' ' ? -1 : 1000 + letter.codePointAt(0);
}

const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function compareLetters(a, b, numeric) {
  const split = (text) => (numeric ? text.match(/\d+|[^]/gu) ?? [] : [...text]);
  const left = split(a);
  const right = split(b);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const numbers = numeric && /^\d/.test(left[at]) && /^\d/.test(right[at]);
    const difference = numbers ? order(BigInt(left[at]), BigInt(right[at])) : order(weight(left[at]), weight(right[at]));
    if (difference !== 0) return difference;
  }
  return order(left.length, right.length);
}

function compare(a, b, { numeric = false, sensitivity = 'variant' } = {}) {
  const letters = compareLetters(plain(a).toLowerCase(), plain(b).toLowerCase(), numeric);
  if (letters !== 0 || sensitivity === 'base') return letters;
  if (sensitivity !== 'case') {
    const accents = order(a.normalize('NFD').toLowerCase(), b.normalize('NFD').toLowerCase());
    if (accents !== 0 || sensitivity === 'accent') return accents;
  }
  // Small letters come before large ones.
  const swap = (text) => [...plain(text)].map((letter) => (letter === letter.toLowerCase() ? '0' : '1')).join('');
  return order(swap(a), swap(b));
}

class NumberFormat {
  #options;

  constructor(locales, options = {}) {
    this.#options = { ...options };
    formatNumber(0, this.#options);
    this.format = (value) => formatNumber(typeof value === 'bigint' ? value : Number(value), this.#options);
  }

  resolvedOptions() { return { locale: 'en-US', numberingSystem: 'latn', style: 'decimal', ...this.#options }; }
}

class DateTimeFormat {
  #options;

  constructor(locales, options = {}) {
    this.#options = { ...options };
    this.format = (date) => {
      const moment = date === undefined ? new Date() : new Date(date);
      if (Number.isNaN(moment.getTime())) throw new RangeError('Invalid time value');
      return formatDate(moment, this.#options, this.#preset);
    };
  }

  get #preset() { return TIME.some((name) => this.#options[name] !== undefined) ? 'all' : 'date'; }

  resolvedOptions() {
    return { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', timeZone: process.env.TZ || 'UTC', ...this.#options };
  }
}

class Collator {
  #options;

  constructor(locales, options = {}) {
    this.#options = { ...options };
    this.compare = (a, b) => compare(String(a), String(b), this.#options);
  }

  resolvedOptions() {
    return { locale: 'en-US', usage: 'sort', sensitivity: 'variant', numeric: false, ...this.#options };
  }
}

class PluralRules {
  #type;

  constructor(locales, { type = 'cardinal' } = {}) { this.#type = type; }

  select(number) {
    if (this.#type === 'cardinal') return number === 1 ? 'one' : 'other';
    const [tens, ones] = [number % 100, number % 10];
    if (tens >= 11 && tens <= 13) return 'other';
    return { 1: 'one', 2: 'two', 3: 'few' }[ones] ?? 'other';
  }
}

exports['Number#toLocaleString'] = function toLocaleString(locales, options) {
  return formatNumber(Number.prototype.valueOf.call(this), options);
};
exports['BigInt#toLocaleString'] = function toLocaleString(locales, options) {
  return formatNumber(BigInt.prototype.valueOf.call(this), options);
};
exports['Date#toLocaleString'] = function toLocaleString(locales, options) {
  return formatDate(this, options, 'all');
};
exports['Date#toLocaleDateString'] = function toLocaleDateString(locales, options) {
  return formatDate(this, options, 'date');
};
exports['Date#toLocaleTimeString'] = function toLocaleTimeString(locales, options) {
  return formatDate(this, options, 'time');
};
function clock(date) {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const zone = `GMT${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}${two(size % 60)}`;
  // Of the zones only this one has a name here.
  return `${time} ${zone}${minutes === 0 ? ' (Coordinated Universal Time)' : ''}`;
}
exports['Date#toString'] = function toString() {
  return Number.isNaN(this.getTime()) ? 'Invalid Date' : `${this.toDateString()} ${clock(this)}`;
};
exports['Date#toTimeString'] = function toTimeString() {
  return Number.isNaN(this.getTime()) ? 'Invalid Date' : clock(this);
};
exports['String#localeCompare'] = function localeCompare(that, locales, options) {
  return compare(String(this), String(that), options);
};
exports.Intl = {};
for (const [name, Class] of Object.entries({ NumberFormat, DateTimeFormat, Collator, PluralRules })) {
  // `new` may be left out.
  const value = { [name]: function (...args) { return new Class(...args); } }[name];
  value.prototype = Class.prototype;
  Object.defineProperty(Class.prototype, 'constructor', { value, writable: true, configurable: true });
  Object.defineProperty(exports.Intl, name, { value, writable: true, configurable: true });
  value.supportedLocalesOf = (locales) => [].concat(locales ?? []).filter((locale) => /^en\b/.test(locale));
}
Object.defineProperty(exports.Intl, 'getCanonicalLocales', { value: (locales) => [].concat(locales ?? []) });
Object.defineProperty(exports.Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });
