// script: login
// finds: SCRIPT_LOCAL_MODULE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function login(email, password, callback) {
  const { findUser } = require('./legacy');
  findUser(email, password, callback);
}
