import { describeFlows } from './describe-flows.ts';
import { openPostgresSource } from './sources/database-source.ts';

describeFlows('PostgreSQL', openPostgresSource);
