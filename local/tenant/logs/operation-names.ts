// Auth0 names an operation in the log as its documents do; here are those that a migration makes.
const NAMES: Readonly<Record<string, string>> = {
    'POST /api/v2/users': 'Create a User',
    'PATCH /api/v2/users/{id}': 'Update a User',
    'DELETE /api/v2/users/{id}': 'Delete a User',
    'POST /api/v2/users/{id}/identities': 'Link a User Account',
    'POST /api/v2/users/{id}/roles': 'Assign roles to a user',
    'POST /api/v2/users/{id}/permissions': 'Assign Permissions to a User',
    'POST /api/v2/jobs/users-imports': 'Create import users job',
    'POST /api/v2/jobs/users-exports': 'Create export users job',
    'POST /api/v2/connections': 'Create a connection',
    'PATCH /api/v2/connections/{id}': 'Update a connection',
    'DELETE /api/v2/connections/{id}': 'Delete a connection',
    'DELETE /api/v2/connections/{id}/users': 'Delete a connection user',
    'POST /api/v2/clients': 'Create a client',
    'PATCH /api/v2/clients/{id}': 'Update a client',
    'DELETE /api/v2/clients/{id}': 'Delete a client',
    'POST /api/v2/roles': 'Create a role',
    'POST /api/v2/roles/{id}/users': 'Assign users to a role',
    'POST /api/v2/organizations': 'Create an Organization',
    'POST /api/v2/organizations/{id}/members': 'Add members to an organization',
};

/** Names an operation for the log; one without a name is called by its endpoint. */
export function operationName(endpoint: string): string {
    return NAMES[endpoint] ?? endpoint;
}
