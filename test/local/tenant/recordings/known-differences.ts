/**
 * Where the local tenant answers otherwise than a recording, by recording and number of the interaction, with the reason.
 * The README shows the same list.
 */
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {
    'TestClient_Delete #2': 'the recorded body of the 404 was overwritten when secrets were removed from the recording',
    'TestClient_List #0': 'recorded in 2023: secrets removed with their keys, `cross_origin_auth` under its old name',
    'TestClient_List #1': "the local tenant's own client is in the list too",
    'TestConnectionManager_List #1': 'the recorded tenant had other connections',
    'TestConnectionManager_Read_It_can_successfully_read_a_Auth0_Connection #3':
        'the recorded tenant was still deleting; here a connection without users is gone at once',
    'TestOrganizationManager_CreateInvitation #1':
        'recorded in 2023: secrets removed with their keys, `cross_origin_auth` under its old name',
    'TestOrganizationManager_DeleteInvitation #1':
        'recorded in 2023: secrets removed with their keys, `cross_origin_auth` under its old name',
    'TestOrganizationManager_MembersCheckpointPagination #5':
        'members added at one moment are in the order of their IDs, which are random',
    'TestOrganizationManager_MembersCheckpointPagination #6':
        'members added at one moment are in the order of their IDs, which are random',
    'TestResourceServer_Delete #2':
        'the recorded body of the 404 was overwritten when secrets were removed from the recording',
    'TestResourceServer_ExpressConfiguration #6':
        'the recorded body of the 400 was overwritten when secrets were removed from the recording',
    'TestResourceServer_ExpressConfiguration #9': "the recorded tenant had other APIs, and Auth0's own among them",
    'TestUserManager_DeleteRefreshTokens #0':
        'the recorded user had refresh tokens from before, and their IDs were removed',
    'TestUserManager_ListRefreshTokens #0':
        'the recorded user had refresh tokens from before, and their IDs were removed',
};

/**
 * Fields that Auth0 added after some of the recordings were made. Others, of 2026, show them, so the local tenant does; where an older one
 * lacks them, that is no difference.
 */
export const LATER_FIELDS: readonly string[] = [
    'authentication',
    'connected_accounts',
    'cross_origin_authentication',
    'options.attributes.email.unique',
    'options.authentication_methods',
    'options.authentication_methods.password.api_behavior',
    'options.authentication_methods.password.signup_behavior',
    'options.passkey_options',
    'subject_type_authorization',
];
