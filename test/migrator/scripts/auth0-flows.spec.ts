import { describeFlows } from './describe-flows.ts';
import { openAuth0Source } from './sources/auth0-source.ts';

describeFlows('another connection of Auth0', openAuth0Source);
