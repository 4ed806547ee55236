/** Description of the clients that `importModeFrom` makes in the source, by which they are known again. */
export const IMPORT_MODE_CLIENT = 'Asks for the users who move as they log in; made by auth0-user-migration.';
