CREATE TABLE contacts (
    id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    phone VARCHAR(40),
    created_at DATETIME
);
INSERT INTO contacts (name, email, phone, created_at) VALUES
    ('Ines Falk', 'ines.falk@example.com', '+49 30 901820', NOW()),
    ('Tomasz Wrona', 'tomasz.wrona@example.org', NULL, NOW()),
    ('Adaeze Obi', 'adaeze.obi@example.net', '+44 20 7946 0101', NOW());
