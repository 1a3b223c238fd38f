// What react-native-aws-cognito-js asks the phone for.

import { modulo, power } from '../arithmetic.js';

const big = (hex) => BigInt(`0x${hex}`);
const answer = (number, done) => done(null, number.toString(16));

export const NativeModules = {
  RNAWSCognito: {
    computeModPow: ({ target, value }, done) => answer(power(big(target), big(value)), done),
    computeS: ({ g, x, k, a, b, u }, done) => answer(power(modulo(big(b) - big(k) * power(big(g), big(x))), big(a) + big(u) * big(x)), done),
  },
};

export const AsyncStorage = {};
