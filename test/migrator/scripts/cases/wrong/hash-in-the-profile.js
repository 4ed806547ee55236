// script: login
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_PASSWORD_IN_PROFILE
// see: https://github.com/auth0/auth0-deploy-cli/blob/master/test/e2e/testdata/lots-of-configuration/databases/boo-baz-db-connection-test/login.js
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  require('mysql').createConnection(configuration.URL).query('SELECT * FROM users WHERE email = ?', [email], function (err, rows) {
    if (err || rows.length === 0) return callback(err || new WrongUsernameOrPasswordError(email));
    const profile = { user_id: rows[0].id, email: rows[0].email, password_hash: rows[0].password };
    bcrypt.compare(password, rows[0].password, function (err, isValid) {
      callback(err || (isValid ? null : new WrongUsernameOrPasswordError(email)), profile);
    });
  });
}
