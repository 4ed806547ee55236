import { describeFlows } from './describe-flows.ts';
import { openMysqlSource } from './sources/database-source.ts';

describeFlows('MariaDB, by the driver mysql', () => openMysqlSource('mysql'));
