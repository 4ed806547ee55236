// script: login
// finds: SCRIPT_REJECTION_LOST
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  async function run() {
    const response = await fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) });
    if (response.status === 401) return callback(new WrongUsernameOrPasswordError(email));
    const user = await response.json();
    return callback(null, { user_id: user.id, email: user.email });
  }
  run();
}
