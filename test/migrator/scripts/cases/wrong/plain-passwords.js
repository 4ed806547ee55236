// script: login
// finds: SCRIPT_PASSWORD_PLAIN
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  require('pg').query('SELECT id, mail, password FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0 || result.rows[0].password !== password) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail });
  });
}
