/** A place where answers contradict Auth0's OpenAPI document, and why they are right. */
export interface Contradiction {
    endpoint: string;
    /** In words, as the README has it. */
    what: string;
    /** What the check says. */
    problem: RegExp;
    /** The recording, or whatever else shows that the document is wrong. */
    evidence: string;
}

/** Every known contradiction; someone has looked at each. The README shows the same list. */
export const CONTRADICTIONS: readonly Contradiction[] = [
    {
        endpoint: 'POST /clients',
        what: 'credentials shown in full',
        problem: /^\/client_authentication_methods\/private_key_jwt\/credentials\//,
        evidence: '`TestClient_Create`',
    },
    {
        endpoint: 'GET /connections',
        what: 'totals with `include_totals`',
        problem: /^must NOT have additional properties (limit|start|total)$/,
        evidence: '`TestConnectionManager_List`',
    },
    {
        endpoint: 'GET /connections',
        what: '`enabled_clients`',
        problem: /additional properties enabled_clients$/,
        evidence: '`TestConnectionManager_List`',
    },
    {
        endpoint: 'POST /connections',
        what: '`provisioning_ticket_url`',
        problem: /additional properties provisioning_ticket_url$/,
        evidence: '`TestOrganizationManager_Create`',
    },
    {
        endpoint: 'PATCH /resource-servers/{id}',
        what: '200, not 201',
        problem: /^status 200$/,
        evidence: '`TestResourceServer_Update`',
    },
    {
        endpoint: 'POST /resource-servers',
        what: 'the key for encryption without its `pem`',
        problem: /required property 'pem'$/,
        evidence: '`TestResourceServer_Create`',
    },
    {
        endpoint: 'POST /organizations/{id}/invitations',
        what: '201, not 200',
        problem: /^status 201$/,
        evidence: '`TestOrganizationManager_CreateInvitation`',
    },
    {
        endpoint: 'PATCH /clients/{client_id}/credentials/{credential_id}',
        what: '200, not 201',
        problem: /^status 200$/,
        evidence: "`TestAccClientCredentialsPrivateKeyJWT` of Auth0's Terraform provider",
    },
    {
        endpoint: 'POST /roles',
        what: '`null` for a description that was not given',
        problem: /^\/description must be string$/,
        evidence: "`TestAccRole` of Auth0's Terraform provider",
    },
    {
        endpoint: 'DELETE /roles/{id}/permissions',
        what: '204, not 200',
        problem: /^status 204$/,
        evidence: '`TestRoleManager_Permissions`',
    },
    {
        endpoint: 'POST /jobs/users-exports',
        what: 'no `connection` where all are exported',
        problem: /required property 'connection'$/,
        evidence: 'the document itself: `connection_id` may be left out',
    },
];

/** Says whether someone has looked at a problem and found the document wrong. */
export function isKnownContradiction(endpoint: string, problem: string): boolean {
    return CONTRADICTIONS.some((known) => known.endpoint === endpoint && known.problem.test(problem));
}
