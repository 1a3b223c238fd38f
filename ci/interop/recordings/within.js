import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 900_000; // a guard against a hang alone

/** What a promise gives, or the complaint that it gave nothing. */
export function within(promise) {
  return Promise.race([promise, sleep(LIMIT_MS, `the page did not end within ${LIMIT_MS / 1000} s`, { ref: false })]);
}
