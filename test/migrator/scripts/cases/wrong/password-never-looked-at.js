// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    const person = result.rows[0];
    callback(null, { user_id: person.id, email: person.mail });
  });
}
