import { describeFlows } from './describe-flows.ts';
import { openHttpSource } from './sources/http-source.ts';

describeFlows('a web service', openHttpSource);
