// script: login
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function login(email, password, callback) {
  const response = await fetch('https://legacy.example.com/login', { method: 'POST', body: JSON.stringify({ email, password }) });
  return response.json();
}
