// script: login
// finds: SCRIPT_SYNTAX
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/anatomy
import pg from 'pg';

export default async function login(email, password, callback) {
  callback(null);
}
