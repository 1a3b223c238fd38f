// The adapter of amazon-cognito-identity-js: the one that the vectors come from.
import '../../../vectors/generate/identity_js.mjs';
