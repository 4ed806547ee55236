// script: get_user
function getByEmail(email, callback) {
  const mysql = require('mysql2/promise');
  const lookup = async () => {
    const connection = await mysql.createConnection({
      host: configuration.DB_HOST,
      user: configuration.DB_USER,
      password: configuration.DB_PASSWORD,
      database: 'wordpress',
    });
    try {
      const [rows] = await connection.execute('SELECT ID, user_email, display_name FROM wp_users WHERE user_email = ? LIMIT 1', [email]);
      return rows.length ? rows[0] : null;
    } finally {
      await connection.end();
    }
  };
  lookup()
    .then((row) => callback(null, row ? { user_id: row.ID.toString(), email: row.user_email, name: row.display_name } : null))
    .catch((err) => callback(err));
}
