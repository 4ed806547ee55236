// script: login
const md5 = (text) => require('crypto').createHash('md5').update(text).digest('hex');
function login(email, password, callback) {
  const { createConnection } = require('mysql2');
  const db = createConnection({ host: configuration.HOST, user: configuration.USER, password: configuration.PASS, database: configuration.DB });
  db.query({ sql: 'SELECT uid, mail, pass, salt FROM users WHERE mail = ?', timeout: 10000, values: [email] }, (error, [row] = []) => {
    db.end();
    if (error) return callback(error);
    if (row === undefined || md5(row.salt + password) !== row.pass) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: `drupal-${row.uid}`, email: row.mail });
  });
}
