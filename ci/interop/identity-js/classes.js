// The shapes of a number at which implementations of padding differ.

/** Each class by its name: does a number fall into it, which could have `width` bytes? */
export const CLASSES = {
  'leading zero byte': (number, width) => byteLength(number) < width,
  'top bit set': (number) => bitLength(number) % 8 === 0,
  'odd hex length': (number) => number.toString(16).length % 2 === 1,
};

/** The names of the classes that a number falls into. */
export function classesOf(number, width) {
  return Object.keys(CLASSES).filter((name) => CLASSES[name](number, width));
}

function bitLength(number) {
  return number.toString(2).length;
}

function byteLength(number) {
  return Math.ceil(bitLength(number) / 8);
}
