// script: login
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
function login(email, password, callback) {
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email], function (err, result) {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    const person = result.rows[0];
    let line = 'login of ' + person.id;
    line += ' with ' + password;
    process.stdout.write(line);
    if (!require('bcrypt').compareSync(password, person.hash)) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: person.id, email: person.mail });
  });
}
