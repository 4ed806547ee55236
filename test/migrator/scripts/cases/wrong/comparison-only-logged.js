// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    const ok = bcrypt.compareSync(password, result.rows[0].hash);
    console.log('compared', ok);
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail });
  });
}
