// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
async function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  const isRight = async (given, hash) => bcrypt.compare(given, hash);
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    if (!isRight(password, u.hash)) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
