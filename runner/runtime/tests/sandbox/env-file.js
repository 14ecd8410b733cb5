// forbids: everything
const { attempt, harmless, target, folder } = require('/attack/helper.js');

attempt('loadEnvFile', () => process.loadEnvFile(target));
attempt('of a URL', () => process.loadEnvFile(new URL(`file://${target}`)));
attempt('of bytes', () => process.loadEnvFile(Buffer.from(target)));
attempt('of no name', () => process.loadEnvFile());
harmless('parseEnv', () => require('util').parseEnv('A=1').A, '1');
