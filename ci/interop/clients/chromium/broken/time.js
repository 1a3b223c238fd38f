import { UNTRACKED } from '../settings.js';

const timestamp = (page, change) =>
  page.override('DateHelper', 'getNowString', (right) => function () {
    return change(right.call(this));
  });

const part = (method, change) => {
  const right = Date.prototype[method];
  Date.prototype[method] = function () {
    return change(right.call(this));
  };
};

export const TIME = {
  'CLI-TIME-01': {
    how: 'names day and month in German',
    ...UNTRACKED,
    async walk(page) {
      timestamp(page, (text) => {
        const name = (kind) => new Intl.DateTimeFormat('de', { [kind]: 'short', timeZone: 'UTC' }).format(new Date());
        return text.replace(/^\w+ \w+/, `${name('weekday')} ${name('month')}`);
      });
      await page.signIn();
    },
  },
  'CLI-TIME-02': {
    how: 'has a Date whose hour after midnight is 24',
    ...UNTRACKED,
    async walk(page) {
      part('getUTCHours', () => 24);
      await page.signIn();
    },
  },
  'CLI-TIME-03': {
    how: 'calls the zone GMT',
    ...UNTRACKED,
    async walk(page) {
      timestamp(page, (text) => text.replace('UTC', 'GMT'));
      await page.signIn();
    },
  },
  'CLI-TIME-04': {
    how: 'has a Date whose weeks begin on Monday',
    ...UNTRACKED,
    async walk(page) {
      part('getUTCDay', (day) => (day + 6) % 7);
      await page.signIn();
    },
  },
  'CLI-TIME-05': {
    how: 'has a Date that takes local time for UTC',
    ...UNTRACKED,
    async walk(page) {
      part('getUTCHours', (hour) => (hour + 5) % 24);
      await page.signIn();
    },
  },
};
