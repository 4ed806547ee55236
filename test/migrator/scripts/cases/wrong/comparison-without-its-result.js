// script: login
// finds: SCRIPT_PASSWORD_UNCHECKED
// see: https://github.com/kelektiv/node.bcrypt.js#usage
function login(email, password, callback) {
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    const person = result.rows[0];
    require('bcrypt').compare(password, person.hash, function (err) {
      if (err) return callback(new WrongUsernameOrPasswordError(email));
      callback(null, { user_id: person.id, email: person.mail });
    });
  });
}
