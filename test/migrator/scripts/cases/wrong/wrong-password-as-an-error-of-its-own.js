// script: login
// finds: SCRIPT_WRONG_PASSWORD_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
async function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    if (!(await bcrypt.compare(password, u.hash))) return callback(new Error('Login failed'));
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
