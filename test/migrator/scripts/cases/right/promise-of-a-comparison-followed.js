// script: login
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  fetch(configuration.URL + encodeURIComponent(email)).then(r => r.status === 404 ? null : r.json()).then((u) => {
    if (!u) return callback(new WrongUsernameOrPasswordError(email));
    const comparison = bcrypt.compare(password, u.hash);
    return comparison.then((ok) => ok
      ? callback(null, { user_id: u.id, email: u.email })
      : callback(new WrongUsernameOrPasswordError(email)));
  }).catch(callback);
}
