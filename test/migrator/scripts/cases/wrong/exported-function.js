// script: login
// finds: SCRIPT_NO_FUNCTION
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/anatomy
module.exports = function login(email, password, callback) {
  callback(null);
};
