// script: get_user
// finds: SCRIPT_SYNTAX
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/anatomy
function getByEmail(email: string, callback: (error: Error | null) => void) {
  callback(null);
}
