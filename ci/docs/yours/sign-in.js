// Stands for the reader's client: a published library that signs in, as it is walked in CI.
process.argv[2] = 'franken-srp';
import('./ci/interop/clients/drive.js');
