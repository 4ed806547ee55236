// script: login
// finds: SCRIPT_REJECTION_LOST
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email]).then(({ rows }) => {
    if (!rows[0]) return callback(new WrongUsernameOrPasswordError(email));
    bcrypt.compare(password, rows[0].hash).then((ok) => {
      if (!ok) return callback(new WrongUsernameOrPasswordError(email));
      callback(null, { user_id: rows[0].id, email: rows[0].mail });
    });
  }).catch(callback);
}
