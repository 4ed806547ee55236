// script: login
// finds: SCRIPT_REJECTION_LOST
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  require('pg').query('SELECT id, mail, hash FROM people WHERE mail = $1', [email], async (err, result) => {
    if (err) return callback(err);
    if (result.rows.length === 0) return callback(new WrongUsernameOrPasswordError(email));
    const isValid = await bcrypt.compare(password, result.rows[0].hash);
    if (!isValid) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: result.rows[0].id, email: result.rows[0].mail });
  });
}
