// The walk of one driver, for a judge that runs it:
//
//   cogbench referee -- node drive.js identity-js

import { appOfEnvironment } from './drivers/app.js';

const { walk } = await import(`./drivers/${process.argv[2]}.js`);
await walk(appOfEnvironment()).catch((error) => {
  console.error(`the walk ended early: ${error.name}: ${error.message}`);
  process.exit(1);
});
process.exit(0);
