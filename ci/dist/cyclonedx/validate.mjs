// Fails unless the bill of materials keeps CycloneDX's schema, and names modules at all.
//
//   node validate.mjs FILE

import { readFileSync } from 'node:fs';
import { Validation } from '@cyclonedx/cyclonedx-library';

const text = readFileSync(process.argv[2], 'utf8');
const { components, specVersion } = JSON.parse(text);
const validator = new Validation.JsonStrictValidator(specVersion);
const errors = await validator.validate(text);
if (errors !== null) {
  console.error(`${process.argv[2]} is no bill of CycloneDX ${specVersion}: ${JSON.stringify(errors, null, 1)}`);
  process.exit(1);
}
if (!components.some(({ name }) => name === 'github.com/aws/aws-sdk-go-v2')) {
  console.error(`${process.argv[2]} does not name the AWS SDK`);
  process.exit(1);
}
console.log(`a bill of CycloneDX ${specVersion}, with ${components.length} modules`);
