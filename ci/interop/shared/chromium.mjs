// How Playwright starts Debian's Chromium. A container has no sandbox for a browser, and
// little shared memory; it opens the run's own pages.

export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
};
