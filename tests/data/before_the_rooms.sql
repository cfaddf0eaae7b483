-- What the version before the packages were laid out anew (revision 0002 of the tables) had written in the middle of
-- a shift: by its own use cases, from an empty database. Not to be edited: what is open here stands for every database
-- that is out there. The people are invented; their PIN is 4711 with the pepper of tests/callers.py.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE alerts (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	params JSON NOT NULL, 
	work_id INTEGER, 
	at DATETIME NOT NULL, 
	solved_at DATETIME, 
	solved_by INTEGER, 
	CONSTRAINT pk_alerts PRIMARY KEY (id), 
	CONSTRAINT fk_alerts_solved_by_people FOREIGN KEY(solved_by) REFERENCES people (id), 
	CONSTRAINT fk_alerts_work_id_works FOREIGN KEY(work_id) REFERENCES works (id)
);
INSERT INTO "alerts" VALUES(1,'alert.count_bin','{"sku":"MILK","location":"BIN-4","missing":1}',9,'2026-11-29 02:47:22.762665',NULL,NULL);
INSERT INTO "alerts" VALUES(2,'alert.help','{"work":"P-000010","person":"Picker"}',10,'2026-11-29 02:47:23.364429',NULL,NULL);
INSERT INTO "alerts" VALUES(3,'reader.count_proposed','{"proposal":1,"location":"BIN-1","sku":"MUG","seen":96,"expected":89}',NULL,'2026-11-29 02:47:23.412073',NULL,NULL);
CREATE TABLE allocations (
	id INTEGER NOT NULL, 
	order_line_id INTEGER NOT NULL, 
	quant_id INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_allocations PRIMARY KEY (id), 
	CONSTRAINT ck_allocations_quantity CHECK (quantity >= 0), 
	CONSTRAINT fk_allocations_order_line_id_order_lines FOREIGN KEY(order_line_id) REFERENCES order_lines (id), 
	CONSTRAINT fk_allocations_quant_id_quants FOREIGN KEY(quant_id) REFERENCES quants (id)
);
INSERT INTO "allocations" VALUES(1,1,2,0);
INSERT INTO "allocations" VALUES(2,2,1,0);
INSERT INTO "allocations" VALUES(3,3,3,0);
INSERT INTO "allocations" VALUES(4,4,2,0);
INSERT INTO "allocations" VALUES(5,5,1,0);
INSERT INTO "allocations" VALUES(6,6,4,0);
INSERT INTO "allocations" VALUES(7,7,2,2);
INSERT INTO "allocations" VALUES(8,8,6,0);
INSERT INTO "allocations" VALUES(9,9,1,0);
INSERT INTO "allocations" VALUES(10,6,5,1);
INSERT INTO "allocations" VALUES(11,10,1,2);
INSERT INTO "allocations" VALUES(12,11,2,2);
INSERT INTO "allocations" VALUES(13,12,1,2);
INSERT INTO "allocations" VALUES(14,13,3,1);
INSERT INTO "allocations" VALUES(15,14,2,0);
CREATE TABLE api_tokens (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	scopes JSON NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (id), 
	CONSTRAINT uq_api_tokens_name UNIQUE (name), 
	CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash)
);
CREATE TABLE approvals (
	id INTEGER NOT NULL, 
	work_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	params JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	asked_by INTEGER, 
	asked_at DATETIME NOT NULL, 
	decided_by INTEGER, 
	decided_at DATETIME, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_approvals PRIMARY KEY (id), 
	CONSTRAINT fk_approvals_asked_by_people FOREIGN KEY(asked_by) REFERENCES people (id), 
	CONSTRAINT fk_approvals_decided_by_people FOREIGN KEY(decided_by) REFERENCES people (id), 
	CONSTRAINT fk_approvals_work_id_works FOREIGN KEY(work_id) REFERENCES works (id)
);
INSERT INTO "approvals" VALUES(1,12,'missing','','{"order":"OLD-9","order_id":"9","work":"K-000012","lines":{"14":1},"missing":[{"sku":"LAMP","name":"The lamp","units":1}],"damaged":false}','open',8,'2026-11-29 02:47:23.519500',NULL,NULL,'');
CREATE TABLE barcode_stories (
	id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	factor INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	place_id INTEGER, 
	work_id INTEGER, 
	proposed_by INTEGER, 
	proposed_at DATETIME, 
	decided_by INTEGER, 
	decided_at DATETIME, 
	retired_by INTEGER, 
	retired_at DATETIME, 
	note VARCHAR NOT NULL, 
	CONSTRAINT pk_barcode_stories PRIMARY KEY (id), 
	CONSTRAINT ck_barcode_stories_factor CHECK (factor > 0), 
	CONSTRAINT fk_barcode_stories_decided_by_people FOREIGN KEY(decided_by) REFERENCES people (id), 
	CONSTRAINT fk_barcode_stories_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_barcode_stories_proposed_by_people FOREIGN KEY(proposed_by) REFERENCES people (id), 
	CONSTRAINT fk_barcode_stories_retired_by_people FOREIGN KEY(retired_by) REFERENCES people (id), 
	CONSTRAINT fk_barcode_stories_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT fk_barcode_stories_work_id_works FOREIGN KEY(work_id) REFERENCES works (id)
);
INSERT INTO "barcode_stories" VALUES(1,1,'5901234123457','05901234123457',1,'proposed',1,10,1,'2026-11-29 02:47:23.311394',NULL,NULL,NULL,NULL,'');
CREATE TABLE barcodes (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	sku_id INTEGER NOT NULL, 
	factor INTEGER NOT NULL, 
	CONSTRAINT pk_barcodes PRIMARY KEY (id), 
	CONSTRAINT ck_barcodes_factor CHECK (factor > 0), 
	CONSTRAINT fk_barcodes_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT uq_barcodes_key_sku_id UNIQUE ("key", sku_id)
);
INSERT INTO "barcodes" VALUES(1,'5012345678900','05012345678900',1,1);
INSERT INTO "barcodes" VALUES(2,'15012345678907','15012345678907',1,12);
INSERT INTO "barcodes" VALUES(3,'4006381333931','04006381333931',2,1);
INSERT INTO "barcodes" VALUES(4,'9521321000018','09521321000018',3,1);
INSERT INTO "barcodes" VALUES(5,'9521321000025','09521321000025',4,1);
CREATE TABLE carrier_rules (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	carrier VARCHAR NOT NULL, 
	service VARCHAR NOT NULL, 
	country VARCHAR NOT NULL, 
	max_weight_g INTEGER, 
	CONSTRAINT pk_carrier_rules PRIMARY KEY (id), 
	CONSTRAINT fk_carrier_rules_carrier_carriers FOREIGN KEY(carrier) REFERENCES carriers (code)
);
INSERT INTO "carrier_rules" VALUES(1,1,'EXPRESS','express','',30000);
INSERT INTO "carrier_rules" VALUES(2,2,'POST','','',30000);
CREATE TABLE carriers (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	cutoffs JSON NOT NULL, 
	CONSTRAINT pk_carriers PRIMARY KEY (id), 
	CONSTRAINT uq_carriers_code UNIQUE (code)
);
INSERT INTO "carriers" VALUES(1,'POST','Post','{"0":"17:00","1":"17:00","2":"17:00","3":"17:00","4":"17:00"}');
INSERT INTO "carriers" VALUES(2,'EXPRESS','Express','{"0":"17:00","1":"17:00","2":"17:00","3":"17:00","4":"17:00"}');
CREATE TABLE carton_types (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	inner_length_mm INTEGER NOT NULL, 
	inner_width_mm INTEGER NOT NULL, 
	inner_height_mm INTEGER NOT NULL, 
	max_weight_g INTEGER NOT NULL, 
	tare_g INTEGER NOT NULL, 
	CONSTRAINT pk_carton_types PRIMARY KEY (id), 
	CONSTRAINT uq_carton_types_code UNIQUE (code)
);
INSERT INTO "carton_types" VALUES(1,'BOX-S','Box S',220,160,100,3000,90);
INSERT INTO "carton_types" VALUES(2,'BOX-M','Box M',350,250,180,10000,210);
INSERT INTO "carton_types" VALUES(3,'BOX-L','Box L',520,380,300,22000,480);
CREATE TABLE claims (
	id INTEGER NOT NULL, 
	work_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_claims PRIMARY KEY (id), 
	CONSTRAINT fk_claims_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_claims_work_id_works FOREIGN KEY(work_id) REFERENCES works (id)
);
INSERT INTO "claims" VALUES(1,1,6,'2026-11-29 02:47:21.741724','2026-11-29 02:47:21.793710');
INSERT INTO "claims" VALUES(2,2,8,'2026-11-29 02:47:21.869940','2026-11-29 02:47:22.189907');
INSERT INTO "claims" VALUES(3,4,6,'2026-11-29 02:47:22.270555','2026-11-29 02:47:22.296266');
INSERT INTO "claims" VALUES(4,5,2,'2026-11-29 02:47:22.309091',NULL);
INSERT INTO "claims" VALUES(5,6,6,'2026-11-29 02:47:22.426691','2026-11-29 02:47:22.443776');
INSERT INTO "claims" VALUES(6,8,6,'2026-11-29 02:47:22.489839',NULL);
INSERT INTO "claims" VALUES(7,9,7,'2026-11-29 02:47:22.632510',NULL);
INSERT INTO "claims" VALUES(8,10,1,'2026-11-29 02:47:23.048264',NULL);
INSERT INTO "claims" VALUES(9,11,6,'2026-11-29 02:47:23.452584','2026-11-29 02:47:23.471431');
INSERT INTO "claims" VALUES(10,12,8,'2026-11-29 02:47:23.483236',NULL);
CREATE TABLE count_proposals (
	id INTEGER NOT NULL, 
	reader_id INTEGER NOT NULL, 
	place_id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	units INTEGER NOT NULL, 
	on_hand INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	proposed_at DATETIME NOT NULL, 
	decided_by INTEGER, 
	decided_at DATETIME, 
	CONSTRAINT pk_count_proposals PRIMARY KEY (id), 
	CONSTRAINT fk_count_proposals_decided_by_people FOREIGN KEY(decided_by) REFERENCES people (id), 
	CONSTRAINT fk_count_proposals_lot_id_lots FOREIGN KEY(lot_id) REFERENCES lots (id), 
	CONSTRAINT fk_count_proposals_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_count_proposals_reader_id_readers FOREIGN KEY(reader_id) REFERENCES readers (id), 
	CONSTRAINT fk_count_proposals_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id)
);
INSERT INTO "count_proposals" VALUES(1,2,1,1,NULL,96,89,'open','2026-11-29 02:47:23.410951',NULL,NULL);
CREATE TABLE device_profiles (
	id INTEGER NOT NULL, 
	device VARCHAR NOT NULL, 
	prefix VARCHAR NOT NULL, 
	suffix VARCHAR NOT NULL, 
	separators JSON NOT NULL, 
	aim BOOLEAN NOT NULL, 
	saved_by INTEGER, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_device_profiles PRIMARY KEY (id), 
	CONSTRAINT fk_device_profiles_saved_by_people FOREIGN KEY(saved_by) REFERENCES people (id), 
	CONSTRAINT uq_device_profiles_device UNIQUE (device)
);
INSERT INTO "device_profiles" VALUES(1,'Handheld 7',']x','~','["^"]',1,1,'2026-11-29 02:47:23.044575');
CREATE TABLE devices (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	code_hash VARCHAR, 
	code_until DATETIME, 
	token_hash VARCHAR, 
	invited_by INTEGER, 
	paired_at DATETIME, 
	seen_at DATETIME, 
	battery INTEGER, 
	charging BOOLEAN, 
	queue INTEGER, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_devices PRIMARY KEY (id), 
	CONSTRAINT fk_devices_invited_by_people FOREIGN KEY(invited_by) REFERENCES people (id), 
	CONSTRAINT uq_devices_code_hash UNIQUE (code_hash), 
	CONSTRAINT uq_devices_token_hash UNIQUE (token_hash)
);
INSERT INTO "devices" VALUES(1,'Handheld 7','paired',NULL,NULL,'240375de41d49221b6edb0f389263a424e8c1438588f6dcf07892e700ed15d74',4,'2026-11-29 02:47:22.899151','2026-11-29 02:47:22.899151',NULL,NULL,NULL,'2026-11-29 02:47:22.884577');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	data JSON NOT NULL, 
	order_id INTEGER, 
	CONSTRAINT pk_events PRIMARY KEY (id)
);
CREATE TABLE foreign_goods (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	scanned VARCHAR NOT NULL, 
	sku_id INTEGER, 
	belongs VARCHAR NOT NULL, 
	person_id INTEGER, 
	at DATETIME NOT NULL, 
	solved_at DATETIME, 
	solved_by INTEGER, 
	CONSTRAINT pk_foreign_goods PRIMARY KEY (id), 
	CONSTRAINT fk_foreign_goods_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_foreign_goods_session_id_works FOREIGN KEY(session_id) REFERENCES works (id), 
	CONSTRAINT fk_foreign_goods_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT fk_foreign_goods_solved_by_people FOREIGN KEY(solved_by) REFERENCES people (id)
);
INSERT INTO "foreign_goods" VALUES(1,5,'4006381333931',2,'BIN-2',2,'2026-11-29 02:47:22.384298',NULL,NULL);
CREATE TABLE handovers (
	id INTEGER NOT NULL, 
	load_id INTEGER NOT NULL, 
	driver VARCHAR NOT NULL, 
	plate VARCHAR NOT NULL, 
	signature VARCHAR NOT NULL, 
	person_id INTEGER, 
	at DATETIME NOT NULL, 
	parcels JSON NOT NULL, 
	CONSTRAINT pk_handovers PRIMARY KEY (id), 
	CONSTRAINT fk_handovers_load_id_works FOREIGN KEY(load_id) REFERENCES works (id), 
	CONSTRAINT fk_handovers_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_handovers_load_id UNIQUE (load_id)
);
CREATE TABLE holds (
	id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	params JSON NOT NULL, 
	at DATETIME NOT NULL, 
	released_at DATETIME, 
	released_by INTEGER, 
	CONSTRAINT pk_holds PRIMARY KEY (id), 
	CONSTRAINT fk_holds_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_holds_released_by_people FOREIGN KEY(released_by) REFERENCES people (id)
);
CREATE TABLE label_prints (
	id INTEGER NOT NULL, 
	label_id INTEGER NOT NULL, 
	person_id INTEGER, 
	at DATETIME NOT NULL, reason VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_label_prints PRIMARY KEY (id), 
	CONSTRAINT fk_label_prints_label_id_parcel_labels FOREIGN KEY(label_id) REFERENCES parcel_labels (id), 
	CONSTRAINT fk_label_prints_person_id_people FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE lockouts (
	id INTEGER NOT NULL, 
	badge VARCHAR NOT NULL, 
	device VARCHAR NOT NULL, 
	tries INTEGER NOT NULL, 
	locked_until DATETIME, 
	CONSTRAINT pk_lockouts PRIMARY KEY (id), 
	CONSTRAINT uq_lockouts_badge_device UNIQUE (badge, device)
);
INSERT INTO "lockouts" VALUES(1,'1004','office',0,NULL);
INSERT INTO "lockouts" VALUES(2,'1001','Handheld 7',0,NULL);
CREATE TABLE lots (
	id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	expiry DATE, 
	CONSTRAINT pk_lots PRIMARY KEY (id), 
	CONSTRAINT fk_lots_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT uq_lots_sku_id_code UNIQUE (sku_id, code)
);
INSERT INTO "lots" VALUES(1,4,'M1','2030-01-31');
INSERT INTO "lots" VALUES(2,4,'M2','2030-06-30');
CREATE TABLE moves (
	id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	why VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	person_id INTEGER, 
	work_id INTEGER, 
	order_line_id INTEGER, 
	serial VARCHAR, 
	CONSTRAINT pk_moves PRIMARY KEY (id), 
	CONSTRAINT ck_moves_places CHECK (from_id <> to_id), 
	CONSTRAINT ck_moves_quantity CHECK (quantity > 0), 
	CONSTRAINT fk_moves_from_id_places FOREIGN KEY(from_id) REFERENCES places (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_lot_id_lots FOREIGN KEY(lot_id) REFERENCES lots (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_order_line_id_order_lines FOREIGN KEY(order_line_id) REFERENCES order_lines (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_to_id_places FOREIGN KEY(to_id) REFERENCES places (id) ON DELETE RESTRICT, 
	CONSTRAINT fk_moves_work_id_works FOREIGN KEY(work_id) REFERENCES works (id) ON DELETE RESTRICT
);
INSERT INTO "moves" VALUES(1,1,NULL,13,1,100,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(2,2,NULL,13,2,100,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(3,3,NULL,13,3,100,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(4,4,1,13,4,100,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(5,4,2,13,4,100,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(6,5,NULL,13,3,4,'opening','2026-01-01 00:00:00.000000',NULL,NULL,NULL,NULL);
INSERT INTO "moves" VALUES(7,2,NULL,2,16,1,'pick','2026-11-29 02:47:21.781664',6,1,1,NULL);
INSERT INTO "moves" VALUES(8,2,NULL,16,17,1,'pack','2026-11-29 02:47:21.917727',8,2,1,NULL);
INSERT INTO "moves" VALUES(9,1,NULL,1,18,3,'pick','2026-11-29 02:47:22.291325',6,4,2,NULL);
INSERT INTO "moves" VALUES(10,3,NULL,3,18,1,'pick','2026-11-29 02:47:22.294967',6,4,3,NULL);
INSERT INTO "moves" VALUES(11,1,NULL,18,19,1,'pack','2026-11-29 02:47:22.360653',2,5,2,NULL);
INSERT INTO "moves" VALUES(12,1,NULL,18,19,1,'pack','2026-11-29 02:47:22.388997',2,5,2,NULL);
INSERT INTO "moves" VALUES(13,2,NULL,2,20,3,'pick','2026-11-29 02:47:22.441355',6,6,4,NULL);
INSERT INTO "moves" VALUES(14,2,NULL,20,2,1,'putback','2026-11-29 02:47:22.532194',6,8,NULL,NULL);
INSERT INTO "moves" VALUES(15,1,NULL,1,21,1,'pick','2026-11-29 02:47:22.669800',7,9,5,NULL);
INSERT INTO "moves" VALUES(16,1,NULL,1,24,1,'pick','2026-11-29 02:47:22.690673',7,9,5,NULL);
INSERT INTO "moves" VALUES(17,1,NULL,1,24,1,'pick','2026-11-29 02:47:22.693782',7,9,5,NULL);
INSERT INTO "moves" VALUES(18,1,NULL,1,24,1,'pick','2026-11-29 02:47:22.699098',7,9,5,NULL);
INSERT INTO "moves" VALUES(19,1,NULL,1,23,1,'pick','2026-11-29 02:47:22.705622',7,9,9,NULL);
INSERT INTO "moves" VALUES(20,5,NULL,3,23,1,'pick','2026-11-29 02:47:22.717152',7,9,8,'OLD1');
INSERT INTO "moves" VALUES(21,5,NULL,3,23,1,'pick','2026-11-29 02:47:22.723576',7,9,8,'OLD2');
INSERT INTO "moves" VALUES(22,4,1,4,24,1,'pick','2026-11-29 02:47:22.737012',7,9,6,NULL);
INSERT INTO "moves" VALUES(23,1,NULL,1,25,1,'pick','2026-11-29 02:47:23.287126',1,10,10,NULL);
INSERT INTO "moves" VALUES(24,1,NULL,1,25,2,'pick','2026-11-29 02:47:23.356425',1,10,10,NULL);
INSERT INTO "moves" VALUES(25,2,NULL,2,26,2,'pick','2026-11-29 02:47:23.468253',6,11,14,NULL);
INSERT INTO "moves" VALUES(26,2,NULL,26,27,1,'pack','2026-11-29 02:47:23.512359',8,12,14,NULL);
CREATE TABLE order_lines (
	id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	sku_id INTEGER, 
	sku_text VARCHAR NOT NULL, 
	quantity INTEGER NOT NULL, 
	quantity_text VARCHAR NOT NULL, 
	unit_price VARCHAR NOT NULL, 
	picked INTEGER NOT NULL, 
	packed INTEGER NOT NULL, 
	short INTEGER NOT NULL, 
	short_approved INTEGER NOT NULL, 
	CONSTRAINT pk_order_lines PRIMARY KEY (id), 
	CONSTRAINT fk_order_lines_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_order_lines_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id)
);
INSERT INTO "order_lines" VALUES(1,1,1,2,'LAMP',1,'1','1.00',1,1,0,0);
INSERT INTO "order_lines" VALUES(2,2,1,1,'MUG',3,'3','1.00',3,2,0,0);
INSERT INTO "order_lines" VALUES(3,2,2,3,'OIL',1,'1','1.00',1,0,0,0);
INSERT INTO "order_lines" VALUES(4,3,1,2,'LAMP',3,'3','1.00',3,0,0,0);
INSERT INTO "order_lines" VALUES(5,4,1,1,'MUG',4,'4','1.00',4,0,0,0);
INSERT INTO "order_lines" VALUES(6,4,2,4,'MILK',2,'2','1.00',1,0,0,0);
INSERT INTO "order_lines" VALUES(7,5,1,2,'LAMP',2,'2','1.00',0,0,0,0);
INSERT INTO "order_lines" VALUES(8,6,1,5,'PHONE',2,'2','1.00',2,0,0,0);
INSERT INTO "order_lines" VALUES(9,6,2,1,'MUG',1,'1','1.00',1,0,0,0);
INSERT INTO "order_lines" VALUES(10,7,1,1,'MUG',5,'5','1.00',3,0,0,0);
INSERT INTO "order_lines" VALUES(11,7,2,2,'LAMP',2,'2','1.00',0,0,0,0);
INSERT INTO "order_lines" VALUES(12,8,1,1,'MUG',2,'2','1.00',0,0,0,0);
INSERT INTO "order_lines" VALUES(13,8,2,3,'OIL',1,'1','1.00',0,0,0,0);
INSERT INTO "order_lines" VALUES(14,9,1,2,'LAMP',2,'2','1.00',2,1,0,0);
CREATE TABLE orders (
	id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	number VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	priority VARCHAR NOT NULL, 
	due DATETIME, 
	placed_at DATETIME, 
	paid BOOLEAN NOT NULL, 
	service VARCHAR NOT NULL, 
	ship_to JSON NOT NULL, 
	note VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	proposal JSON, 
	lacking JSON NOT NULL, 
	wave_id INTEGER, 
	carrier VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT pk_orders PRIMARY KEY (id), 
	CONSTRAINT fk_orders_wave_id_waves FOREIGN KEY(wave_id) REFERENCES waves (id), 
	CONSTRAINT uq_orders_channel_number UNIQUE (channel, number)
);
INSERT INTO "orders" VALUES(1,'shop','OLD-1','staged','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','14007adc37b289ae40db414e0263f33f6a2051175144b97ffaab7c40657f8029',NULL,'[]',1,'',9,'2026-11-29 02:47:21.682722');
INSERT INTO "orders" VALUES(2,'shop','OLD-2','packing','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','d220e83abc9929a1d91ae3ec055ad4b03e3a623bc6c4dee70cc80e6e83d0f9e0',NULL,'[]',2,'',7,'2026-11-29 02:47:22.240807');
INSERT INTO "orders" VALUES(3,'shop','OLD-3','cancelled','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','6285b58274cec28e5c917a9386150c5510c368576dec04b661d7c77dc39a7488',NULL,'[]',3,'',7,'2026-11-29 02:47:22.397614');
INSERT INTO "orders" VALUES(4,'shop','OLD-4','picking','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','55fa5bcedc0df5674a5b9d2b85f510907112173dcd94dc8d223bfc3b56fb3c9f',NULL,'[]',4,'',5,'2026-11-29 02:47:22.559237');
INSERT INTO "orders" VALUES(5,'shop','OLD-5','picking','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','ec2fe21aedad71bdfdb39222a2751f29cba262117bd73b734441e12cec402b22',NULL,'[]',4,'',5,'2026-11-29 02:47:22.564935');
INSERT INTO "orders" VALUES(6,'shop','OLD-6','picking','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','2fff77aa8ed1a336f558928c747a62284d6c50176ecd9bc79ddfaaffa2348253',NULL,'[]',4,'',5,'2026-11-29 02:47:22.585922');
INSERT INTO "orders" VALUES(7,'shop','OLD-7','picking','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','f1e5dbc89f5e8519fff0b82c8d19f77106046b39931c5e3aa81a572ceeac4cf1',NULL,'[]',5,'',5,'2026-11-29 02:47:22.766822');
INSERT INTO "orders" VALUES(8,'shop','OLD-8','allocated','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','793e35f7f087a3401902c6a01689595ab7ede381b3ad2e9b6bfa681181660e48',NULL,'[]',6,'',3,'2026-11-29 02:47:23.422378');
INSERT INTO "orders" VALUES(9,'shop','OLD-9','packing','normal',NULL,NULL,1,'standard','{"name":"Ada Byron","street":"1 High Street","city":"London","postcode":"N1 1AA","country":"GB","phone":"","email":"ada@shop.example"}','','611dc02d6e4ef07b646e09640fc4835f43dccd6f5502ba878ba4ddd18dc4b6ea',NULL,'[]',7,'',7,'2026-11-29 02:47:23.436802');
CREATE TABLE outbox (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	topics JSON NOT NULL, 
	assigned JSON NOT NULL, 
	events JSON NOT NULL, 
	at DATETIME NOT NULL
);
INSERT INTO "outbox" VALUES(1,'["board","order:1","orders"]','[]','[{"type":"order.accepted","data":{"order":"1","channel":"shop","number":"OLD-1","reasons":[]}}]','2026-11-29 02:47:21.682722');
INSERT INTO "outbox" VALUES(2,'["board","orders","wave:1"]','[]','[{"type":"wave.planned","data":{"wave":"1","number":"W-000001","orders":["1"]}},{"type":"wave.released","data":{"wave":"1","number":"W-000001","tasks":["1"]}}]','2026-11-29 02:47:21.711494');
INSERT INTO "outbox" VALUES(3,'["board","wave:1","work:1"]','[]','[]','2026-11-29 02:47:21.741724');
INSERT INTO "outbox" VALUES(4,'["board","wave:1","work:1"]','[]','[]','2026-11-29 02:47:21.761712');
INSERT INTO "outbox" VALUES(5,'["board","wave:1","work:1"]','[]','[]','2026-11-29 02:47:21.769021');
INSERT INTO "outbox" VALUES(6,'["board","wave:1","work:1"]','[]','[]','2026-11-29 02:47:21.781664');
INSERT INTO "outbox" VALUES(7,'["board","order:1","orders","wave:1","work:1","work:2"]','[]','[{"type":"order.picked","data":{"order":"1","number":"OLD-1"}},{"type":"wave.done","data":{"wave":"1","number":"W-000001"}}]','2026-11-29 02:47:21.793710');
INSERT INTO "outbox" VALUES(8,'["board","order:1","work:2"]','[]','[]','2026-11-29 02:47:21.869940');
INSERT INTO "outbox" VALUES(9,'["board","order:1","work:2"]','[]','[]','2026-11-29 02:47:21.896966');
INSERT INTO "outbox" VALUES(10,'["board","order:1","work:2"]','[]','[]','2026-11-29 02:47:21.917727');
INSERT INTO "outbox" VALUES(11,'["board","order:1","work:2"]','[]','[]','2026-11-29 02:47:22.169742');
INSERT INTO "outbox" VALUES(12,'["board","order:1","work:2"]','[]','[{"type":"parcel.closed","data":{"parcel":"1","sscc":"095213210000000018","order":"1","number":"OLD-1","carrier":"POST","weight_g":1410}}]','2026-11-29 02:47:22.177722');
INSERT INTO "outbox" VALUES(13,'["board","order:1","orders","work:2"]','[]','[{"type":"order.packed","data":{"order":"1","channel":"shop","number":"OLD-1","parcels":["095213210000000018"]}}]','2026-11-29 02:47:22.189907');
INSERT INTO "outbox" VALUES(14,'["board"]','[]','[]','2026-11-29 02:47:22.202488');
INSERT INTO "outbox" VALUES(15,'["board","work:3"]','[]','[]','2026-11-29 02:47:22.214051');
INSERT INTO "outbox" VALUES(16,'["board","order:1","orders","work:3"]','[]','[{"type":"order.staged","data":{"order":"1","channel":"shop","number":"OLD-1"}}]','2026-11-29 02:47:22.225685');
INSERT INTO "outbox" VALUES(17,'["board","order:2","orders"]','[]','[{"type":"order.accepted","data":{"order":"2","channel":"shop","number":"OLD-2","reasons":[]}}]','2026-11-29 02:47:22.240807');
INSERT INTO "outbox" VALUES(18,'["board","orders","wave:2"]','[]','[{"type":"wave.planned","data":{"wave":"2","number":"W-000002","orders":["2"]}},{"type":"wave.released","data":{"wave":"2","number":"W-000002","tasks":["4"]}}]','2026-11-29 02:47:22.245547');
INSERT INTO "outbox" VALUES(19,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.270555');
INSERT INTO "outbox" VALUES(20,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.285714');
INSERT INTO "outbox" VALUES(21,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.289079');
INSERT INTO "outbox" VALUES(22,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.291325');
INSERT INTO "outbox" VALUES(23,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.294120');
INSERT INTO "outbox" VALUES(24,'["board","wave:2","work:4"]','[]','[]','2026-11-29 02:47:22.294967');
INSERT INTO "outbox" VALUES(25,'["board","order:2","orders","wave:2","work:4","work:5"]','[]','[{"type":"order.picked","data":{"order":"2","number":"OLD-2"}},{"type":"wave.done","data":{"wave":"2","number":"W-000002"}}]','2026-11-29 02:47:22.296266');
INSERT INTO "outbox" VALUES(26,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.309091');
INSERT INTO "outbox" VALUES(27,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.321721');
INSERT INTO "outbox" VALUES(28,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.333627');
INSERT INTO "outbox" VALUES(29,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.346385');
INSERT INTO "outbox" VALUES(30,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.351459');
INSERT INTO "outbox" VALUES(31,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.360653');
INSERT INTO "outbox" VALUES(32,'["alerts","board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.384298');
INSERT INTO "outbox" VALUES(33,'["board","order:2","work:5"]','[]','[]','2026-11-29 02:47:22.388997');
INSERT INTO "outbox" VALUES(34,'["board","order:3","orders"]','[]','[{"type":"order.accepted","data":{"order":"3","channel":"shop","number":"OLD-3","reasons":[]}}]','2026-11-29 02:47:22.397614');
INSERT INTO "outbox" VALUES(35,'["board","orders","wave:3"]','[]','[{"type":"wave.planned","data":{"wave":"3","number":"W-000003","orders":["3"]}},{"type":"wave.released","data":{"wave":"3","number":"W-000003","tasks":["6"]}}]','2026-11-29 02:47:22.414718');
INSERT INTO "outbox" VALUES(36,'["board","wave:3","work:6"]','[]','[]','2026-11-29 02:47:22.426691');
INSERT INTO "outbox" VALUES(37,'["board","wave:3","work:6"]','[]','[]','2026-11-29 02:47:22.433208');
INSERT INTO "outbox" VALUES(38,'["board","wave:3","work:6"]','[]','[]','2026-11-29 02:47:22.440142');
INSERT INTO "outbox" VALUES(39,'["board","wave:3","work:6"]','[]','[]','2026-11-29 02:47:22.441355');
INSERT INTO "outbox" VALUES(40,'["board","order:3","orders","wave:3","work:6","work:7"]','[]','[{"type":"order.picked","data":{"order":"3","number":"OLD-3"}},{"type":"wave.done","data":{"wave":"3","number":"W-000003"}}]','2026-11-29 02:47:22.443776');
INSERT INTO "outbox" VALUES(41,'["board","order:3","orders","wave:3","work:7","work:8"]','[]','[{"type":"order.cancelled","data":{"order":"3","channel":"shop","number":"OLD-3","reason":""}}]','2026-11-29 02:47:22.465547');
INSERT INTO "outbox" VALUES(42,'["board","work:8"]','[]','[]','2026-11-29 02:47:22.489839');
INSERT INTO "outbox" VALUES(43,'["board","work:8"]','[]','[]','2026-11-29 02:47:22.515561');
INSERT INTO "outbox" VALUES(44,'["board","work:8"]','[]','[]','2026-11-29 02:47:22.532194');
INSERT INTO "outbox" VALUES(45,'["board","work:8"]','[]','[]','2026-11-29 02:47:22.547979');
INSERT INTO "outbox" VALUES(46,'["board","order:4","orders"]','[]','[{"type":"order.accepted","data":{"order":"4","channel":"shop","number":"OLD-4","reasons":[]}}]','2026-11-29 02:47:22.559237');
INSERT INTO "outbox" VALUES(47,'["board","order:5","orders"]','[]','[{"type":"order.accepted","data":{"order":"5","channel":"shop","number":"OLD-5","reasons":[]}}]','2026-11-29 02:47:22.564935');
INSERT INTO "outbox" VALUES(48,'["board","order:6","orders"]','[]','[{"type":"order.accepted","data":{"order":"6","channel":"shop","number":"OLD-6","reasons":[]}}]','2026-11-29 02:47:22.585922');
INSERT INTO "outbox" VALUES(49,'["board","orders","wave:4"]','[]','[{"type":"wave.planned","data":{"wave":"4","number":"W-000004","orders":["4","5","6"]}},{"type":"wave.released","data":{"wave":"4","number":"W-000004","tasks":["9"]}}]','2026-11-29 02:47:22.598610');
INSERT INTO "outbox" VALUES(50,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.632510');
INSERT INTO "outbox" VALUES(51,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.645771');
INSERT INTO "outbox" VALUES(52,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.653686');
INSERT INTO "outbox" VALUES(53,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.657641');
INSERT INTO "outbox" VALUES(54,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.662132');
INSERT INTO "outbox" VALUES(55,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.669800');
INSERT INTO "outbox" VALUES(56,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.678061');
INSERT INTO "outbox" VALUES(57,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.682402');
INSERT INTO "outbox" VALUES(58,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.690673');
INSERT INTO "outbox" VALUES(59,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.693782');
INSERT INTO "outbox" VALUES(60,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.699098');
INSERT INTO "outbox" VALUES(61,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.703680');
INSERT INTO "outbox" VALUES(62,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.705622');
INSERT INTO "outbox" VALUES(63,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.708800');
INSERT INTO "outbox" VALUES(64,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.710548');
INSERT INTO "outbox" VALUES(65,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.713614');
INSERT INTO "outbox" VALUES(66,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.717152');
INSERT INTO "outbox" VALUES(67,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.723576');
INSERT INTO "outbox" VALUES(68,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.728296');
INSERT INTO "outbox" VALUES(69,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.730212');
INSERT INTO "outbox" VALUES(70,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.732497');
INSERT INTO "outbox" VALUES(71,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.737012');
INSERT INTO "outbox" VALUES(72,'["board","wave:4","work:9"]','[]','[]','2026-11-29 02:47:22.739527');
INSERT INTO "outbox" VALUES(73,'["alerts","board","wave:4","work:9"]','[]','[{"type":"pick.short","data":{"work":"P-000009","location":"BIN-4","sku":"MILK","missing":1,"elsewhere":1,"reason":"short"}}]','2026-11-29 02:47:22.740808');
INSERT INTO "outbox" VALUES(74,'["board","order:7","orders"]','[]','[{"type":"order.accepted","data":{"order":"7","channel":"shop","number":"OLD-7","reasons":[]}}]','2026-11-29 02:47:22.766822');
INSERT INTO "outbox" VALUES(75,'["board","orders","wave:5"]','[]','[{"type":"wave.planned","data":{"wave":"5","number":"W-000005","orders":["7"]}},{"type":"wave.released","data":{"wave":"5","number":"W-000005","tasks":["10"]}}]','2026-11-29 02:47:22.772642');
INSERT INTO "outbox" VALUES(76,'["devices"]','[]','[]','2026-11-29 02:47:22.884577');
INSERT INTO "outbox" VALUES(77,'["devices"]','[]','[]','2026-11-29 02:47:22.899151');
INSERT INTO "outbox" VALUES(78,'["devices"]','[]','[]','2026-11-29 02:47:22.982572');
INSERT INTO "outbox" VALUES(79,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.048264');
INSERT INTO "outbox" VALUES(80,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.192816');
INSERT INTO "outbox" VALUES(81,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.263800');
INSERT INTO "outbox" VALUES(82,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.287126');
INSERT INTO "outbox" VALUES(83,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.297152');
INSERT INTO "outbox" VALUES(84,'["approvals","board"]','[]','[]','2026-11-29 02:47:23.311394');
INSERT INTO "outbox" VALUES(85,'["board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.356425');
INSERT INTO "outbox" VALUES(86,'["alerts","board","wave:5","work:10"]','[]','[]','2026-11-29 02:47:23.363533');
INSERT INTO "outbox" VALUES(87,'["alerts","board"]','[]','[]','2026-11-29 02:47:23.401835');
INSERT INTO "outbox" VALUES(88,'["board","order:8","orders"]','[]','[{"type":"order.accepted","data":{"order":"8","channel":"shop","number":"OLD-8","reasons":[]}}]','2026-11-29 02:47:23.422378');
INSERT INTO "outbox" VALUES(89,'["board","orders","wave:6"]','[]','[{"type":"wave.planned","data":{"wave":"6","number":"W-000006","orders":["8"]}}]','2026-11-29 02:47:23.429401');
INSERT INTO "outbox" VALUES(90,'["board","order:9","orders"]','[]','[{"type":"order.accepted","data":{"order":"9","channel":"shop","number":"OLD-9","reasons":[]}}]','2026-11-29 02:47:23.436802');
INSERT INTO "outbox" VALUES(91,'["board","orders","wave:7"]','[]','[{"type":"wave.planned","data":{"wave":"7","number":"W-000007","orders":["9"]}},{"type":"wave.released","data":{"wave":"7","number":"W-000007","tasks":["11"]}}]','2026-11-29 02:47:23.440658');
INSERT INTO "outbox" VALUES(92,'["board","wave:7","work:11"]','[]','[]','2026-11-29 02:47:23.452584');
INSERT INTO "outbox" VALUES(93,'["board","wave:7","work:11"]','[]','[]','2026-11-29 02:47:23.459764');
INSERT INTO "outbox" VALUES(94,'["board","wave:7","work:11"]','[]','[]','2026-11-29 02:47:23.463815');
INSERT INTO "outbox" VALUES(95,'["board","wave:7","work:11"]','[]','[]','2026-11-29 02:47:23.468253');
INSERT INTO "outbox" VALUES(96,'["board","order:9","orders","wave:7","work:11","work:12"]','[]','[{"type":"order.picked","data":{"order":"9","number":"OLD-9"}},{"type":"wave.done","data":{"wave":"7","number":"W-000007"}}]','2026-11-29 02:47:23.471431');
INSERT INTO "outbox" VALUES(97,'["board","order:9","work:12"]','[]','[]','2026-11-29 02:47:23.483236');
INSERT INTO "outbox" VALUES(98,'["board","order:9","work:12"]','[]','[]','2026-11-29 02:47:23.507375');
INSERT INTO "outbox" VALUES(99,'["board","order:9","work:12"]','[]','[]','2026-11-29 02:47:23.512359');
INSERT INTO "outbox" VALUES(100,'["approvals","board","order:9","work:12"]','[]','[]','2026-11-29 02:47:23.519500');
INSERT INTO "outbox" VALUES(101,'["approvals","board","order:9","work:12"]','[]','[]','2026-11-29 02:47:23.527100');
INSERT INTO "outbox" VALUES(102,'["board"]','[]','[]','2026-11-29 02:47:23.529756');
CREATE TABLE pack_totes (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	tote_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	found_at VARCHAR NOT NULL, 
	scanned BOOLEAN NOT NULL, 
	CONSTRAINT pk_pack_totes PRIMARY KEY (id), 
	CONSTRAINT fk_pack_totes_session_id_works FOREIGN KEY(session_id) REFERENCES works (id), 
	CONSTRAINT fk_pack_totes_tote_id_places FOREIGN KEY(tote_id) REFERENCES places (id)
);
INSERT INTO "pack_totes" VALUES(1,5,18,'TOTE-P','PACK-1',1);
INSERT INTO "pack_totes" VALUES(2,7,20,'TOTE-B','PACK-1',0);
INSERT INTO "pack_totes" VALUES(3,12,26,'TOTE-Q','PACK-1',1);
CREATE TABLE parcel_labels (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	parcel_id INTEGER NOT NULL, 
	sscc VARCHAR, 
	made_at DATETIME NOT NULL, 
	voided_at DATETIME, 
	CONSTRAINT fk_parcel_labels_parcel_id_parcels FOREIGN KEY(parcel_id) REFERENCES parcels (id), 
	CONSTRAINT uq_parcel_labels_sscc UNIQUE (sscc)
);
INSERT INTO "parcel_labels" VALUES(1,1,'095213210000000018','2026-11-29 02:47:22.177722',NULL);
CREATE TABLE parcel_lines (
	id INTEGER NOT NULL, 
	parcel_id INTEGER NOT NULL, 
	order_line_id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	unit_g INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	CONSTRAINT pk_parcel_lines PRIMARY KEY (id), 
	CONSTRAINT ck_parcel_lines_quantity CHECK (quantity >= 0), 
	CONSTRAINT fk_parcel_lines_lot_id_lots FOREIGN KEY(lot_id) REFERENCES lots (id), 
	CONSTRAINT fk_parcel_lines_order_line_id_order_lines FOREIGN KEY(order_line_id) REFERENCES order_lines (id), 
	CONSTRAINT fk_parcel_lines_parcel_id_parcels FOREIGN KEY(parcel_id) REFERENCES parcels (id), 
	CONSTRAINT fk_parcel_lines_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id)
);
INSERT INTO "parcel_lines" VALUES(1,1,1,2,NULL,1200,1);
INSERT INTO "parcel_lines" VALUES(2,2,2,1,NULL,300,2);
INSERT INTO "parcel_lines" VALUES(3,3,14,2,NULL,1200,1);
CREATE TABLE parcels (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	place_id INTEGER NOT NULL, 
	carton_id INTEGER, 
	number INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	"full" BOOLEAN NOT NULL, 
	counting INTEGER, 
	weighings INTEGER NOT NULL, 
	acknowledged JSON NOT NULL, 
	weight_g INTEGER, 
	sscc VARCHAR, 
	carrier VARCHAR NOT NULL, 
	load_id INTEGER, 
	loaded_by INTEGER, 
	closed_at DATETIME, 
	CONSTRAINT pk_parcels PRIMARY KEY (id), 
	CONSTRAINT fk_parcels_carton_id_carton_types FOREIGN KEY(carton_id) REFERENCES carton_types (id), 
	CONSTRAINT fk_parcels_load_id_works FOREIGN KEY(load_id) REFERENCES works (id), 
	CONSTRAINT fk_parcels_loaded_by_people FOREIGN KEY(loaded_by) REFERENCES people (id), 
	CONSTRAINT fk_parcels_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_parcels_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_parcels_session_id_works FOREIGN KEY(session_id) REFERENCES works (id), 
	CONSTRAINT uq_parcels_place_id UNIQUE (place_id), 
	CONSTRAINT uq_parcels_sscc UNIQUE (sscc)
);
INSERT INTO "parcels" VALUES(1,2,1,17,2,1,'loaded',0,1,0,'[]',1410,'095213210000000018','POST',3,3,'2026-11-29 02:47:22.177722');
INSERT INTO "parcels" VALUES(2,5,2,19,2,1,'open',0,2,0,'["fragile","liquid","dangerous"]',NULL,NULL,'',NULL,NULL,NULL);
INSERT INTO "parcels" VALUES(3,12,9,27,2,1,'open',0,14,0,'[]',NULL,NULL,'',NULL,NULL,NULL);
CREATE TABLE people (
	id INTEGER NOT NULL, 
	badge VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	pin_hash VARCHAR NOT NULL, 
	roles JSON NOT NULL, 
	language VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT uq_people_badge UNIQUE (badge)
);
INSERT INTO "people" VALUES(1,'1001','Picker','$argon2id$v=19$m=19456,t=2,p=1$xdkr45ZiCrA7lmTgpK6eWA$eAGT6tuHOlRKD+3dKRt+vZvSCm6mgfcdwEsk2ujRy/c','["picker"]','en',1);
INSERT INTO "people" VALUES(2,'1002','Packer','$argon2id$v=19$m=19456,t=2,p=1$sCLaTQCaRZ6GIULPfxrWoA$mCdtN60Gxdow/tne4OcWmrGFSAH2j7j50pqBoWiMQdI','["packer"]','en',1);
INSERT INTO "people" VALUES(3,'1003','Dispatcher','$argon2id$v=19$m=19456,t=2,p=1$WH2V+7MD6iZebl2DP5M5nQ$j+q2n0RNB+laFJLxNrmKYiD0LOLPY/x7Ogzg2k+LDZg','["dispatcher"]','en',1);
INSERT INTO "people" VALUES(4,'1004','Supervisor','$argon2id$v=19$m=19456,t=2,p=1$4mrq2/1kixwhAolRKLRztQ$49+aLzfaOlA4x1OBxfpKw1NcMMDIC7sRnN95Z/5PcoA','["supervisor"]','en',1);
INSERT INTO "people" VALUES(5,'1005','Admin','$argon2id$v=19$m=19456,t=2,p=1$mg1JMUq7bxb4aR0lx41XCw$3b282TJCNjmZHDCG/Z18iZO2Lu7JpQV38xXDt4o+YrQ','["admin"]','en',1);
INSERT INTO "people" VALUES(6,'1011','Picker-2','$argon2id$v=19$m=19456,t=2,p=1$H/JHurqgYcRtvQncA3r+kw$LCtlwyP1iTPrcY8FBeXFcTqSml8XE80vV4kJu913xpo','["picker"]','en',1);
INSERT INTO "people" VALUES(7,'1012','Picker-3','$argon2id$v=19$m=19456,t=2,p=1$R2G3K5Fq1TCs8mIKfrybPw$seqOohWd0AIlv8r+yA+d72bamdIZbogCdnsI17fEzpU','["picker"]','en',1);
INSERT INTO "people" VALUES(8,'1013','Packer-2','$argon2id$v=19$m=19456,t=2,p=1$zjBPu9OYxtF1qHa6rrSzIw$6bHVLLj3DacgUm9HlPogUlNMVHTCKRa/DXTr6GWI7HM','["packer"]','en',1);
CREATE TABLE pick_lines (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	order_line_id INTEGER NOT NULL, 
	allocation_id INTEGER, 
	sku_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	place_id INTEGER NOT NULL, 
	says JSON NOT NULL, 
	sequence INTEGER NOT NULL, 
	quantity INTEGER NOT NULL, 
	counted INTEGER NOT NULL, 
	missing INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	lot_ok BOOLEAN NOT NULL, 
	in_tote BOOLEAN NOT NULL, 
	CONSTRAINT pk_pick_lines PRIMARY KEY (id), 
	CONSTRAINT ck_pick_lines_units CHECK (counted >= 0 AND missing >= 0 AND counted + missing <= quantity), 
	CONSTRAINT fk_pick_lines_allocation_id_allocations FOREIGN KEY(allocation_id) REFERENCES allocations (id), 
	CONSTRAINT fk_pick_lines_lot_id_lots FOREIGN KEY(lot_id) REFERENCES lots (id), 
	CONSTRAINT fk_pick_lines_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_pick_lines_order_line_id_order_lines FOREIGN KEY(order_line_id) REFERENCES order_lines (id), 
	CONSTRAINT fk_pick_lines_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_pick_lines_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT fk_pick_lines_task_id_works FOREIGN KEY(task_id) REFERENCES works (id)
);
INSERT INTO "pick_lines" VALUES(1,1,1,1,1,2,NULL,2,'{"place":"BIN-2","place_codes":["LOC-BIN-2","42"],"sku":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"units":{},"lot":"","track":"none","handling":[],"picture":""}',1,1,1,0,'done',0,0);
INSERT INTO "pick_lines" VALUES(2,4,2,2,2,1,NULL,1,'{"place":"BIN-1","place_codes":["LOC-BIN-1","41"],"sku":"MUG","name":"The mug","codes":["5012345678900","15012345678907","SKU-MUG"],"units":{"15012345678907":12},"lot":"","track":"none","handling":["fragile"],"picture":""}',1,3,3,0,'done',0,0);
INSERT INTO "pick_lines" VALUES(3,4,2,3,3,3,NULL,3,'{"place":"BIN-3","place_codes":["LOC-BIN-3","43"],"sku":"OIL","name":"The oil","codes":["9521321000018","SKU-OIL"],"units":{},"lot":"","track":"none","handling":["liquid","dangerous"],"picture":""}',2,1,1,0,'done',0,0);
INSERT INTO "pick_lines" VALUES(4,6,3,4,4,2,NULL,2,'{"place":"BIN-2","place_codes":["LOC-BIN-2","42"],"sku":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"units":{},"lot":"","track":"none","handling":[],"picture":""}',1,3,3,0,'done',0,0);
INSERT INTO "pick_lines" VALUES(5,9,4,5,5,1,NULL,1,'{"place":"BIN-1","place_codes":["LOC-BIN-1","41"],"sku":"MUG","name":"The mug","codes":["5012345678900","15012345678907","SKU-MUG"],"units":{"15012345678907":12},"lot":"","track":"none","handling":["fragile"],"picture":""}',1,4,4,0,'done',0,1);
INSERT INTO "pick_lines" VALUES(6,9,6,9,9,1,NULL,1,'{"place":"BIN-1","place_codes":["LOC-BIN-1","41"],"sku":"MUG","name":"The mug","codes":["5012345678900","15012345678907","SKU-MUG"],"units":{"15012345678907":12},"lot":"","track":"none","handling":["fragile"],"picture":""}',2,1,1,0,'done',0,1);
INSERT INTO "pick_lines" VALUES(7,9,5,7,7,2,NULL,2,'{"place":"BIN-2","place_codes":["LOC-BIN-2","42"],"sku":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"units":{},"lot":"","track":"none","handling":[],"picture":""}',6,2,0,0,'open',0,0);
INSERT INTO "pick_lines" VALUES(8,9,6,8,8,5,NULL,3,'{"place":"BIN-3","place_codes":["LOC-BIN-3","43"],"sku":"PHONE","name":"The phone","codes":["SKU-PHONE"],"units":{},"lot":"","track":"serial","handling":[],"picture":""}',4,2,2,0,'done',0,1);
INSERT INTO "pick_lines" VALUES(9,9,4,6,6,4,1,4,'{"place":"BIN-4","place_codes":["LOC-BIN-4","44"],"sku":"MILK","name":"The milk","codes":["9521321000025","SKU-MILK"],"units":{},"lot":"M1","track":"lot","handling":[],"picture":""}',5,2,1,1,'open',1,0);
INSERT INTO "pick_lines" VALUES(10,9,4,6,10,4,2,4,'{"place":"BIN-4","place_codes":["LOC-BIN-4","44"],"sku":"MILK","name":"The milk","codes":["9521321000025","SKU-MILK"],"units":{},"lot":"M2","track":"lot","handling":[],"picture":""}',7,1,0,0,'open',0,0);
INSERT INTO "pick_lines" VALUES(11,10,7,10,11,1,NULL,1,'{"place":"BIN-1","place_codes":["LOC-BIN-1","41"],"sku":"MUG","name":"The mug","codes":["5012345678900","15012345678907","SKU-MUG"],"units":{"15012345678907":12},"lot":"","track":"none","handling":["fragile"],"picture":""}',1,5,3,0,'open',0,0);
INSERT INTO "pick_lines" VALUES(12,10,7,11,12,2,NULL,2,'{"place":"BIN-2","place_codes":["LOC-BIN-2","42"],"sku":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"units":{},"lot":"","track":"none","handling":[],"picture":""}',2,2,0,0,'open',0,0);
INSERT INTO "pick_lines" VALUES(13,11,9,14,15,2,NULL,2,'{"place":"BIN-2","place_codes":["LOC-BIN-2","42"],"sku":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"units":{},"lot":"","track":"none","handling":[],"picture":""}',1,2,2,0,'done',0,0);
CREATE TABLE places (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	zone VARCHAR NOT NULL, 
	aisle VARCHAR NOT NULL, 
	bay VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	"check" VARCHAR NOT NULL, 
	x_m DOUBLE NOT NULL, 
	y_m DOUBLE NOT NULL, 
	at_id INTEGER, 
	CONSTRAINT pk_places PRIMARY KEY (id), 
	CONSTRAINT ck_places_kind CHECK (kind IN ('bin', 'dock', 'station', 'stage', 'putback', 'problem', 'damaged', 'supplier', 'customer', 'adjustment', 'tote', 'parcel')), 
	CONSTRAINT fk_places_at_id_places FOREIGN KEY(at_id) REFERENCES places (id), 
	CONSTRAINT uq_places_code UNIQUE (code)
);
INSERT INTO "places" VALUES(1,'BIN-1','bin','A','1','1','','41',1.0,0.0,NULL);
INSERT INTO "places" VALUES(2,'BIN-2','bin','A','1','2','','42',2.0,0.0,NULL);
INSERT INTO "places" VALUES(3,'BIN-3','bin','A','1','3','','43',3.0,0.0,NULL);
INSERT INTO "places" VALUES(4,'BIN-4','bin','A','1','4','','44',4.0,0.0,NULL);
INSERT INTO "places" VALUES(5,'PACK-1','station','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(6,'PACK-2','station','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(7,'STAGE-1','stage','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(8,'DOCK-1','dock','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(9,'DOCK-2','dock','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(10,'PUTBACK','putback','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(11,'PROBLEM','problem','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(12,'DAMAGED','damaged','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(13,'SUPPLIER','supplier','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(14,'CUSTOMER','customer','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(15,'ADJUSTMENT','adjustment','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(16,'TOTE-L','tote','','','','','',0.0,0.0,5);
INSERT INTO "places" VALUES(17,'095213210000000018','parcel','','','','','',0.0,0.0,8);
INSERT INTO "places" VALUES(18,'TOTE-P','tote','','','','','',0.0,0.0,5);
INSERT INTO "places" VALUES(19,'PCL-5-1','parcel','','','','','',0.0,0.0,5);
INSERT INTO "places" VALUES(20,'TOTE-B','tote','','','','','',0.0,0.0,10);
INSERT INTO "places" VALUES(21,'TOTE-C1','tote','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(22,'TOTE-C2','tote','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(23,'TOTE-C3','tote','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(24,'TOTE-C4','tote','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(25,'TOTE-A','tote','','','','','',0.0,0.0,NULL);
INSERT INTO "places" VALUES(26,'TOTE-Q','tote','','','','','',0.0,0.0,5);
INSERT INTO "places" VALUES(27,'PCL-12-1','parcel','','','','','',0.0,0.0,5);
CREATE TABLE print_jobs (
	id INTEGER NOT NULL, 
	printer_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	codes JSON NOT NULL, 
	language VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	trouble VARCHAR NOT NULL, 
	person_id INTEGER, 
	at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_print_jobs PRIMARY KEY (id), 
	CONSTRAINT fk_print_jobs_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_print_jobs_printer_id_printers FOREIGN KEY(printer_id) REFERENCES printers (id)
);
CREATE TABLE printers (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	way VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	form VARCHAR NOT NULL, 
	dpi INTEGER NOT NULL, 
	station_id INTEGER, 
	trouble VARCHAR NOT NULL, 
	failures INTEGER NOT NULL, 
	next_try_at DATETIME, 
	seen_at DATETIME, 
	CONSTRAINT pk_printers PRIMARY KEY (id), 
	CONSTRAINT ck_printers_form CHECK (form IN ('zpl', 'pdf')), 
	CONSTRAINT ck_printers_way CHECK (way IN ('tcp', 'cups')), 
	CONSTRAINT fk_printers_station_id_places FOREIGN KEY(station_id) REFERENCES places (id), 
	CONSTRAINT uq_printers_name UNIQUE (name), 
	CONSTRAINT uq_printers_station_id UNIQUE (station_id)
);
INSERT INTO "printers" VALUES(1,'Desk printer','tcp','192.0.2.7:9100','zpl',203,NULL,'',0,NULL,NULL);
CREATE TABLE quants (
	id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	lot_id INTEGER, 
	place_id INTEGER NOT NULL, 
	on_hand INTEGER NOT NULL, 
	allocated INTEGER NOT NULL, 
	counting BOOLEAN NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT pk_quants PRIMARY KEY (id), 
	CONSTRAINT ck_quants_allocated CHECK (allocated >= 0 AND allocated <= on_hand), 
	CONSTRAINT ck_quants_on_hand CHECK (on_hand >= 0), 
	CONSTRAINT fk_quants_lot_id_lots FOREIGN KEY(lot_id) REFERENCES lots (id), 
	CONSTRAINT fk_quants_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_quants_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id)
);
INSERT INTO "quants" VALUES(1,1,NULL,1,89,4,0,'2026-11-29 02:47:20.942413');
INSERT INTO "quants" VALUES(2,2,NULL,2,95,4,0,'2026-11-29 02:47:20.944244');
INSERT INTO "quants" VALUES(3,3,NULL,3,99,1,0,'2026-11-29 02:47:20.944749');
INSERT INTO "quants" VALUES(4,4,1,4,99,0,1,'2026-11-29 02:47:20.945192');
INSERT INTO "quants" VALUES(5,4,2,4,100,1,0,'2026-11-29 02:47:20.945652');
INSERT INTO "quants" VALUES(6,5,NULL,3,2,0,0,'2026-11-29 02:47:20.946066');
INSERT INTO "quants" VALUES(7,2,NULL,16,0,0,0,'2026-11-29 02:47:21.781664');
INSERT INTO "quants" VALUES(8,2,NULL,17,1,0,0,'2026-11-29 02:47:21.917727');
INSERT INTO "quants" VALUES(9,1,NULL,18,1,0,0,'2026-11-29 02:47:22.291325');
INSERT INTO "quants" VALUES(10,3,NULL,18,1,0,0,'2026-11-29 02:47:22.294967');
INSERT INTO "quants" VALUES(11,1,NULL,19,2,0,0,'2026-11-29 02:47:22.360653');
INSERT INTO "quants" VALUES(12,2,NULL,20,2,0,0,'2026-11-29 02:47:22.441355');
INSERT INTO "quants" VALUES(13,1,NULL,21,1,0,0,'2026-11-29 02:47:22.669800');
INSERT INTO "quants" VALUES(14,1,NULL,24,3,0,0,'2026-11-29 02:47:22.690673');
INSERT INTO "quants" VALUES(15,1,NULL,23,1,0,0,'2026-11-29 02:47:22.705622');
INSERT INTO "quants" VALUES(16,5,NULL,23,2,0,0,'2026-11-29 02:47:22.717152');
INSERT INTO "quants" VALUES(17,4,1,24,1,0,0,'2026-11-29 02:47:22.737012');
INSERT INTO "quants" VALUES(18,1,NULL,25,3,0,0,'2026-11-29 02:47:23.287126');
INSERT INTO "quants" VALUES(19,2,NULL,26,1,0,0,'2026-11-29 02:47:23.468253');
INSERT INTO "quants" VALUES(20,2,NULL,27,1,0,0,'2026-11-29 02:47:23.512359');
CREATE TABLE readers (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	place_id INTEGER, 
	secret VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	weakest_dbm INTEGER, 
	seen_at DATETIME, 
	checked_at DATETIME, 
	CONSTRAINT pk_readers PRIMARY KEY (id), 
	CONSTRAINT ck_readers_kind CHECK (kind IN ('door', 'tunnel', 'count')), 
	CONSTRAINT fk_readers_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT uq_readers_name UNIQUE (name)
);
INSERT INTO "readers" VALUES(1,'shelf-1','count',4,'whsec_nHzcwUDD1M1HZ7cEy0LJvtqGxgWrvLn/EWfPEQlGNJM=','',NULL,NULL,NULL);
INSERT INTO "readers" VALUES(2,'shelf-2','count',1,'whsec_xLYvtroUhAJryEI1cEgIVcdEkCwb0uCAf1QzN0O9UwA=','',NULL,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.401835');
CREATE TABLE receipts (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	work_id INTEGER NOT NULL, 
	person_id INTEGER, 
	device VARCHAR NOT NULL, 
	scan VARCHAR NOT NULL, 
	quantity INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	claimed_at DATETIME, 
	accepted BOOLEAN NOT NULL, 
	code VARCHAR NOT NULL, 
	params JSON NOT NULL, 
	undo JSON, 
	undone BOOLEAN NOT NULL, 
	CONSTRAINT pk_receipts PRIMARY KEY (seq), 
	CONSTRAINT fk_receipts_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_receipts_work_id_works FOREIGN KEY(work_id) REFERENCES works (id), 
	CONSTRAINT uq_receipts_id UNIQUE (id)
);
INSERT INTO "receipts" VALUES(1,'scan-1',1,6,'device-picker-2','TOTE-L',1,'wedge','f62dca21d44b99c4cc29790297586310','2026-11-29 02:47:21.761712',NULL,1,'pick.tote_ok','{"tote":"TOTE-L","position":1}','{"op":"tote","tote":1,"full":null}',0);
INSERT INTO "receipts" VALUES(2,'scan-2',1,6,'device-picker-2','LOC-BIN-2',1,'wedge','b127c1e35c9badb1d36768b125ac7dff','2026-11-29 02:47:21.769021',NULL,1,'pick.location_ok','{"location":"BIN-2"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(3,'scan-3',1,6,'device-picker-2','4006381333931',1,'wedge','607005e8fe83475fbbbf3fced9ac536c','2026-11-29 02:47:21.781664',NULL,1,'pick.line_done','{"sku":"LAMP","added":1,"picked":1,"of":1,"how":"pick.by_unit"}','{"op":"count","line":1,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(4,'scan-4',1,6,'device-picker-2','LOC-PACK-1',1,'wedge','787ff4596ff07affd911dc5470662780','2026-11-29 02:47:21.793710',NULL,1,'pick.task_done','{"lane":"PACK-1","totes":["TOTE-L"]}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(5,'scan-5',2,8,'device-packer-2','CTN-BOX-M',1,'wedge','0f2709840e49617129f10fd720b8db00','2026-11-29 02:47:21.896966',NULL,1,'pack.carton_ok','{"carton":"BOX-M"}','{"op":"carton","was":null,"weight":null,"parcel":1}',0);
INSERT INTO "receipts" VALUES(6,'scan-6',2,8,'device-packer-2','4006381333931',1,'wedge','65c7484418e48199c86b1a9074e24c17','2026-11-29 02:47:21.917727',NULL,1,'pack.item_ok','{"sku":"LAMP","name":"The lamp","units":1,"left":0,"how":"pack.by_unit"}','{"op":"moves","moves":[8],"parcel":1}',0);
INSERT INTO "receipts" VALUES(7,'scan-7',2,8,'device-packer-2','WGT-1410',1,'wedge','8f7d3871a2ef382f4d59f4ad1a49eaf6','2026-11-29 02:47:22.169742',NULL,1,'pack.weight_ok','{"weighed":1410}','{"op":"weight","parcel":1,"was":null}',0);
INSERT INTO "receipts" VALUES(8,'scan-8',2,8,'device-packer-2','CMD-CLOSE',1,'wedge','145902d9d51a311534d53c6c853b491c','2026-11-29 02:47:22.177722',NULL,1,'pack.parcel_closed','{"sscc":"095213210000000018","carrier":"POST","parcel":"1"}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(9,'scan-9',2,8,'device-packer-2','095213210000000018',1,'wedge','35e86305cbd82ff0523a4d06926cb8d1','2026-11-29 02:47:22.189907',NULL,1,'pack.session_done','{"sscc":"095213210000000018","order":"OLD-1"}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(10,'scan-10',3,3,'device-dispatcher','LOC-DOCK-1',1,'wedge','d0fbea75939c57fcb36fef77e502ff54','2026-11-29 02:47:22.214051',NULL,1,'load.door_ok','{"dock":"DOCK-1"}','{"op":"door"}',0);
INSERT INTO "receipts" VALUES(11,'scan-11',3,3,'device-dispatcher','095213210000000018',1,'wedge','5193e6e02f01c0cc6b7c85b01a2e8e8c','2026-11-29 02:47:22.225685',NULL,1,'load.parcel_ok','{"sscc":"095213210000000018","order":"OLD-1","loaded":1}','{"op":"on","parcel":1}',0);
INSERT INTO "receipts" VALUES(12,'scan-12',4,6,'device-picker-2','TOTE-P',1,'wedge','ef53cb016df3ff7b906700108b3c3682','2026-11-29 02:47:22.285714',NULL,1,'pick.tote_ok','{"tote":"TOTE-P","position":1}','{"op":"tote","tote":2,"full":null}',0);
INSERT INTO "receipts" VALUES(13,'scan-13',4,6,'device-picker-2','LOC-BIN-1',1,'wedge','a808262c308cdab04c910add42e78ea6','2026-11-29 02:47:22.289079',NULL,1,'pick.location_ok','{"location":"BIN-1"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(14,'scan-14',4,6,'device-picker-2','5012345678900',3,'wedge','2029a93c0033440ff1af6e8b210700ef','2026-11-29 02:47:22.291325',NULL,1,'pick.line_done','{"sku":"MUG","added":3,"picked":3,"of":3,"how":"pick.by_unit"}','{"op":"count","line":2,"units":3,"lot":false}',0);
INSERT INTO "receipts" VALUES(15,'scan-15',4,6,'device-picker-2','LOC-BIN-3',1,'wedge','0b538ea98e48892072481e9a1c537118','2026-11-29 02:47:22.294120',NULL,1,'pick.location_ok','{"location":"BIN-3"}','{"op":"location","before":1}',0);
INSERT INTO "receipts" VALUES(16,'scan-16',4,6,'device-picker-2','9521321000018',1,'wedge','2d2bc45d3f722c3426335f5733630d7a','2026-11-29 02:47:22.294967',NULL,1,'pick.line_done','{"sku":"OIL","added":1,"picked":1,"of":1,"how":"pick.by_unit"}','{"op":"count","line":3,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(17,'scan-17',4,6,'device-picker-2','LOC-PACK-1',1,'wedge','ea481f5b218873e83e0bd4bc4a4d2369','2026-11-29 02:47:22.296266',NULL,1,'pick.task_done','{"lane":"PACK-1","totes":["TOTE-P"]}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(18,'scan-18',5,2,'device-packer','CTN-BOX-M',1,'wedge','7f1119e768e0219809d5e0d01c928c62','2026-11-29 02:47:22.321721',NULL,1,'pack.carton_ok','{"carton":"BOX-M"}','{"op":"carton","was":null,"weight":null,"parcel":2}',0);
INSERT INTO "receipts" VALUES(19,'scan-19',5,2,'device-packer','MAT-FRAGILE',1,'wedge','9b7116b25a56e703c1fc7b914ff0fe58','2026-11-29 02:47:22.333627',NULL,1,'pack.material_ok','{"notice":"handling.fragile"}','{"op":"material","parcel":2,"notice":"fragile"}',0);
INSERT INTO "receipts" VALUES(20,'scan-20',5,2,'device-packer','MAT-LIQUID',1,'wedge','5236e2c5c6aa240f6a6a90996c56ca6d','2026-11-29 02:47:22.346385',NULL,1,'pack.material_ok','{"notice":"handling.liquid"}','{"op":"material","parcel":2,"notice":"liquid"}',0);
INSERT INTO "receipts" VALUES(21,'scan-21',5,2,'device-packer','MAT-DANGEROUS',1,'wedge','b6ab9462d4991546f88f39209a467b59','2026-11-29 02:47:22.351459',NULL,1,'pack.material_ok','{"notice":"handling.dangerous"}','{"op":"material","parcel":2,"notice":"dangerous"}',0);
INSERT INTO "receipts" VALUES(22,'scan-22',5,2,'device-packer','5012345678900',1,'wedge','54791361d632758d02aea04dc9fa79d2','2026-11-29 02:47:22.360653',NULL,1,'pack.item_ok','{"sku":"MUG","name":"The mug","units":1,"left":3,"how":"pack.by_unit"}','{"op":"moves","moves":[11],"parcel":2}',0);
INSERT INTO "receipts" VALUES(23,'scan-23',5,2,'device-packer','4006381333931',1,'wedge','7d324b505b275df3845eb7c73f640833','2026-11-29 02:47:22.384298',NULL,0,'pack.wrong_item','{"scanned":"LAMP","name":"The lamp","order":"OLD-2","belongs":"BIN-2","where":"pack.belongs_there"}',NULL,0);
INSERT INTO "receipts" VALUES(24,'scan-24',5,2,'device-packer','5012345678900',1,'wedge','54791361d632758d02aea04dc9fa79d2','2026-11-29 02:47:22.388997',NULL,1,'pack.item_ok','{"sku":"MUG","name":"The mug","units":1,"left":2,"how":"pack.by_unit"}','{"op":"moves","moves":[12],"parcel":2}',0);
INSERT INTO "receipts" VALUES(25,'scan-25',6,6,'device-picker-2','TOTE-B',1,'wedge','2df247f8f71e9ac90340fe96a433f439','2026-11-29 02:47:22.433208',NULL,1,'pick.tote_ok','{"tote":"TOTE-B","position":1}','{"op":"tote","tote":3,"full":null}',0);
INSERT INTO "receipts" VALUES(26,'scan-26',6,6,'device-picker-2','LOC-BIN-2',1,'wedge','54a5847290b2cae8d35d6cf4f0f79361','2026-11-29 02:47:22.440142',NULL,1,'pick.location_ok','{"location":"BIN-2"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(27,'scan-27',6,6,'device-picker-2','4006381333931',3,'wedge','95d5efb55f93271b61f7c0d26b27b032','2026-11-29 02:47:22.441355',NULL,1,'pick.line_done','{"sku":"LAMP","added":3,"picked":3,"of":3,"how":"pick.by_unit"}','{"op":"count","line":4,"units":3,"lot":false}',0);
INSERT INTO "receipts" VALUES(28,'scan-28',6,6,'device-picker-2','LOC-PACK-1',1,'wedge','a0154fa5a3a88a78a69aacdfb04c8f15','2026-11-29 02:47:22.443776',NULL,1,'pick.task_done','{"lane":"PACK-1","totes":["TOTE-B"]}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(29,'scan-29',8,6,'device-picker-2','SKU-LAMP',1,'wedge','f265934af8804689a132f0b27bdaed3c','2026-11-29 02:47:22.515561',NULL,1,'putback.sku_ok','{"sku":"LAMP","units":1}','{"op":"take","units":1}',0);
INSERT INTO "receipts" VALUES(30,'scan-30',8,6,'device-picker-2','LOC-BIN-2',1,'wedge','36bb670713f89643de7f769f42f37f93','2026-11-29 02:47:22.532194',NULL,1,'putback.put_ok','{"sku":"LAMP","units":1,"location":"BIN-2"}','{"op":"put","sku":2,"lot":null,"units":1,"place":2}',0);
INSERT INTO "receipts" VALUES(31,'scan-31',8,6,'device-picker-2','SKU-LAMP',1,'wedge','f265934af8804689a132f0b27bdaed3c','2026-11-29 02:47:22.547979',NULL,1,'putback.sku_ok','{"sku":"LAMP","units":1}','{"op":"take","units":1}',0);
INSERT INTO "receipts" VALUES(32,'scan-32',9,7,'device-picker-3','TOTE-C1',1,'wedge','554836106d2cbc7966166481d1879e19','2026-11-29 02:47:22.645771',NULL,1,'pick.tote_ok','{"tote":"TOTE-C1","position":1}','{"op":"tote","tote":4,"full":null}',0);
INSERT INTO "receipts" VALUES(33,'scan-33',9,7,'device-picker-3','TOTE-C2',1,'wedge','265921961e983c2a1fb0043598ab8780','2026-11-29 02:47:22.653686',NULL,1,'pick.tote_ok','{"tote":"TOTE-C2","position":2}','{"op":"tote","tote":5,"full":null}',0);
INSERT INTO "receipts" VALUES(34,'scan-34',9,7,'device-picker-3','TOTE-C3',1,'wedge','21d89502b692ba51a2e8db544710d37d','2026-11-29 02:47:22.657641',NULL,1,'pick.tote_ok','{"tote":"TOTE-C3","position":3}','{"op":"tote","tote":6,"full":null}',0);
INSERT INTO "receipts" VALUES(35,'scan-35',9,7,'device-picker-3','41',1,'wedge','c1bf94c7468a6d2fa38cf131aa4dd6b7','2026-11-29 02:47:22.662132',NULL,1,'pick.location_ok','{"location":"BIN-1"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(36,'scan-36',9,7,'device-picker-3','5012345678900',1,'wedge','6089ce053c975cdc14747f8d143b0719','2026-11-29 02:47:22.669800',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":1,"of":4,"how":"pick.by_unit"}','{"op":"count","line":5,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(37,'scan-37',9,7,'device-picker-3','CMD-FULL',1,'wedge','a127444c7b679ed6e122a28b445cc855','2026-11-29 02:47:22.678061',NULL,1,'pick.tote_full','{"tote":"TOTE-C1"}','{"op":"full","tote":4,"fresh":7}',0);
INSERT INTO "receipts" VALUES(38,'scan-38',9,7,'device-picker-3','TOTE-C4',1,'wedge','273e435a52baa2822abdc3cd7a93ecf6','2026-11-29 02:47:22.682402',NULL,1,'pick.tote_ok','{"tote":"TOTE-C4","position":1}','{"op":"tote","tote":7,"full":null}',0);
INSERT INTO "receipts" VALUES(39,'scan-39',9,7,'device-picker-3','5012345678900',1,'wedge','6089ce053c975cdc14747f8d143b0719','2026-11-29 02:47:22.690673',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":2,"of":4,"how":"pick.by_unit"}','{"op":"count","line":5,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(40,'scan-40',9,7,'device-picker-3','5012345678900',1,'wedge','6089ce053c975cdc14747f8d143b0719','2026-11-29 02:47:22.693782',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":3,"of":4,"how":"pick.by_unit"}','{"op":"count","line":5,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(41,'scan-41',9,7,'device-picker-3','5012345678900',1,'wedge','6089ce053c975cdc14747f8d143b0719','2026-11-29 02:47:22.699098',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":4,"of":4,"how":"pick.by_unit","position":1}','{"op":"count","line":5,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(42,'scan-42',9,7,'device-picker-3','TOTE-C4',1,'wedge','273e435a52baa2822abdc3cd7a93ecf6','2026-11-29 02:47:22.703680',NULL,1,'pick.line_done','{"sku":"MUG","added":0,"picked":4,"of":4,"how":"pick.in_tote","tote":"TOTE-C4"}','{"op":"in_tote","line":5}',0);
INSERT INTO "receipts" VALUES(43,'scan-43',9,7,'device-picker-3','5012345678900',1,'wedge','6089ce053c975cdc14747f8d143b0719','2026-11-29 02:47:22.705622',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":1,"of":1,"how":"pick.by_unit","position":3}','{"op":"count","line":6,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(44,'scan-44',9,7,'device-picker-3','TOTE-C3',1,'wedge','21d89502b692ba51a2e8db544710d37d','2026-11-29 02:47:22.708800',NULL,1,'pick.line_done','{"sku":"MUG","added":0,"picked":1,"of":1,"how":"pick.in_tote","tote":"TOTE-C3"}','{"op":"in_tote","line":6}',0);
INSERT INTO "receipts" VALUES(45,'scan-45',9,7,'device-picker-3','CMD-SKIP',1,'wedge','36262d23c4c74357c948fae4d6d0281d','2026-11-29 02:47:22.710548',NULL,1,'pick.skipped','{"sku":"LAMP","location":"BIN-2"}','{"op":"skip","line":7,"before":3}',0);
INSERT INTO "receipts" VALUES(46,'scan-46',9,7,'device-picker-3','LOC-BIN-3',1,'wedge','89ba29d41cc067590d0b35b799781dfa','2026-11-29 02:47:22.713614',NULL,1,'pick.location_ok','{"location":"BIN-3"}','{"op":"location","before":1}',0);
INSERT INTO "receipts" VALUES(47,'scan-47',9,7,'device-picker-3','SER-OLD1',1,'wedge','dc4edba7877d406069e024b90c9b7495','2026-11-29 02:47:22.717152',NULL,1,'pick.sku_ok','{"sku":"PHONE","added":1,"picked":1,"of":2,"how":"pick.by_unit"}','{"op":"count","line":8,"units":1,"lot":false,"serial":"OLD1"}',0);
INSERT INTO "receipts" VALUES(48,'scan-48',9,7,'device-picker-3','SER-OLD2',1,'wedge','5584b9532be94bcb9a5ca206b5d7a025','2026-11-29 02:47:22.723576',NULL,1,'pick.sku_ok','{"sku":"PHONE","added":1,"picked":2,"of":2,"how":"pick.by_unit"}','{"op":"count","line":8,"units":1,"lot":false,"serial":"OLD2"}',0);
INSERT INTO "receipts" VALUES(49,'scan-49',9,7,'device-picker-3','TOTE-C3',1,'wedge','21d89502b692ba51a2e8db544710d37d','2026-11-29 02:47:22.728296',NULL,1,'pick.line_done','{"sku":"PHONE","added":0,"picked":2,"of":2,"how":"pick.in_tote","tote":"TOTE-C3"}','{"op":"in_tote","line":8}',0);
INSERT INTO "receipts" VALUES(50,'scan-50',9,7,'device-picker-3','LOC-BIN-4',1,'wedge','adefb63d3aaca9e3319447865d02e83c','2026-11-29 02:47:22.730212',NULL,1,'pick.location_ok','{"location":"BIN-4"}','{"op":"location","before":3}',0);
INSERT INTO "receipts" VALUES(51,'scan-51',9,7,'device-picker-3','LOT-M1',1,'wedge','0c25a7bb9982a5472734df28d8429133','2026-11-29 02:47:22.732497',NULL,1,'pick.lot_ok','{"lot":"M1"}','{"op":"lot","line":9}',0);
INSERT INTO "receipts" VALUES(52,'scan-52',9,7,'device-picker-3','9521321000025',1,'wedge','974cb87460109f0cb1eee52b2ea0f948','2026-11-29 02:47:22.737012',NULL,1,'pick.sku_ok','{"sku":"MILK","added":1,"picked":1,"of":2,"how":"pick.by_unit"}','{"op":"count","line":9,"units":1,"lot":true}',0);
INSERT INTO "receipts" VALUES(53,'scan-53',9,7,'device-picker-3','CMD-SHORT',1,'wedge','3fb6c0224562dc35ccbf4fea48f26b74','2026-11-29 02:47:22.739527',NULL,1,'pick.short_ask','{"sku":"MILK","missing":1}','{"op":"ask"}',1);
INSERT INTO "receipts" VALUES(54,'scan-54',9,7,'device-picker-3','CMD-SHORT',1,'wedge','3fb6c0224562dc35ccbf4fea48f26b74','2026-11-29 02:47:22.740808',NULL,1,'pick.short_recorded','{"sku":"MILK","missing":1,"elsewhere":1}','{"op":"short","line":9,"units":1,"damaged":0,"still":0,"counting":0,"added":[10]}',0);
INSERT INTO "receipts" VALUES(55,'old-1',10,1,'Handheld 7','TOTE-A',1,'wedge','373065f57da76ab1783dfe7c76485a12','2026-11-29 02:47:23.192816',NULL,1,'pick.tote_ok','{"tote":"TOTE-A","position":1}','{"op":"tote","tote":8,"full":null}',0);
INSERT INTO "receipts" VALUES(56,'old-2',10,1,'Handheld 7','41',1,'wedge','3507dbe0b272180301883f9b2d9c2e0d','2026-11-29 02:47:23.263800',NULL,1,'pick.location_ok','{"location":"BIN-1"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(57,'old-3',10,1,'Handheld 7','5012345678900',1,'wedge','7038e24ac0b8900c70cb552846d345b0','2026-11-29 02:47:23.287126',NULL,1,'pick.sku_ok','{"sku":"MUG","added":1,"picked":1,"of":5,"how":"pick.by_unit"}','{"op":"count","line":11,"units":1,"lot":false}',0);
INSERT INTO "receipts" VALUES(58,'old-4',10,1,'Handheld 7',']x5901234123457~',1,'wedge','e7f1836a0216618a96a36c9dd2f68d72','2026-11-29 02:47:23.297152',NULL,0,'scan.unknown','{"scanned":"5901234123457","todo":"scan.again"}',NULL,0);
INSERT INTO "receipts" VALUES(59,'old-5',10,1,'Handheld 7','5012345678900',2,'wedge','2c94ea779e4a4686ac058067349a576c','2026-11-29 02:47:23.356425',NULL,1,'pick.sku_ok','{"sku":"MUG","added":2,"picked":3,"of":5,"how":"pick.by_unit"}','{"op":"count","line":11,"units":2,"lot":false}',0);
INSERT INTO "receipts" VALUES(60,'old-6',10,1,'Handheld 7','CMD-HELP',1,'wedge','a62f195dc7878f025442fff74c9950b5','2026-11-29 02:47:23.363533',NULL,1,'work.help_called','{}',NULL,0);
INSERT INTO "receipts" VALUES(61,'scan-55',11,6,'device-picker-2','TOTE-Q',1,'wedge','d6c0f3036c1b785e3a17837b86dc1f1d','2026-11-29 02:47:23.459764',NULL,1,'pick.tote_ok','{"tote":"TOTE-Q","position":1}','{"op":"tote","tote":9,"full":null}',0);
INSERT INTO "receipts" VALUES(62,'scan-56',11,6,'device-picker-2','LOC-BIN-2',1,'wedge','d932c1d2cf6f63e9ebc33c98d34c3142','2026-11-29 02:47:23.463815',NULL,1,'pick.location_ok','{"location":"BIN-2"}','{"op":"location","before":null}',0);
INSERT INTO "receipts" VALUES(63,'scan-57',11,6,'device-picker-2','4006381333931',2,'wedge','89427e151d6ac88c7585997bbf7023c2','2026-11-29 02:47:23.468253',NULL,1,'pick.line_done','{"sku":"LAMP","added":2,"picked":2,"of":2,"how":"pick.by_unit"}','{"op":"count","line":13,"units":2,"lot":false}',0);
INSERT INTO "receipts" VALUES(64,'scan-58',11,6,'device-picker-2','LOC-PACK-1',1,'wedge','a707afb2859e91f1222b01719e96055d','2026-11-29 02:47:23.471431',NULL,1,'pick.task_done','{"lane":"PACK-1","totes":["TOTE-Q"]}','{"op":"barrier"}',0);
INSERT INTO "receipts" VALUES(65,'scan-59',12,8,'device-packer-2','CTN-BOX-M',1,'wedge','1c7782a90df7d24eed001339aa68e01d','2026-11-29 02:47:23.507375',NULL,1,'pack.carton_ok','{"carton":"BOX-M"}','{"op":"carton","was":null,"weight":null,"parcel":3}',0);
INSERT INTO "receipts" VALUES(66,'scan-60',12,8,'device-packer-2','4006381333931',1,'wedge','13927be022f7a8cac5560ed62926675a','2026-11-29 02:47:23.512359',NULL,1,'pack.item_ok','{"sku":"LAMP","name":"The lamp","units":1,"left":1,"how":"pack.by_unit"}','{"op":"moves","moves":[26],"parcel":3}',0);
INSERT INTO "receipts" VALUES(67,'scan-61',12,8,'device-packer-2','CMD-CLOSE',1,'wedge','6c1c7743c90c7c1423e3f2e095144cae','2026-11-29 02:47:23.519500',NULL,0,'pack.missing_items','{"missing":[{"sku":"LAMP","units":1}],"skus":["LAMP"],"units":1,"approval":"1"}',NULL,0);
INSERT INTO "receipts" VALUES(68,'scan-62',12,8,'device-packer-2','CMD-CLOSE',1,'wedge','6c1c7743c90c7c1423e3f2e095144cae','2026-11-29 02:47:23.527100',NULL,0,'pack.missing_items','{"missing":[{"sku":"LAMP","units":1}],"skus":["LAMP"],"units":1,"approval":"1"}',NULL,0);
CREATE TABLE serials (
	id INTEGER NOT NULL, 
	sku_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	place_id INTEGER NOT NULL, 
	CONSTRAINT pk_serials PRIMARY KEY (id), 
	CONSTRAINT fk_serials_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_serials_sku_id_skus FOREIGN KEY(sku_id) REFERENCES skus (id), 
	CONSTRAINT uq_serials_sku_id_code UNIQUE (sku_id, code)
);
INSERT INTO "serials" VALUES(1,5,'OLD1',23);
INSERT INTO "serials" VALUES(2,5,'OLD2',23);
CREATE TABLE "sign_ins" (
	id INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	person_id INTEGER NOT NULL, 
	device VARCHAR NOT NULL, 
	csrf VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	device_id INTEGER, 
	revoked BOOLEAN DEFAULT (false) NOT NULL, 
	CONSTRAINT pk_sign_ins PRIMARY KEY (id), 
	CONSTRAINT fk_sign_ins_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_sign_ins_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_sign_ins_device_id_devices FOREIGN KEY(device_id) REFERENCES devices (id)
);
INSERT INTO "sign_ins" VALUES(1,'f926fc0a667fd4ba820d4cbbd0729f917c5e9fb12fbdadbeaa36f0b9b141aa91',4,'office','myKq1PZa4jboc6WQt76lC3CFk-tyTWY7He4dIOJEn4k','2026-11-29 02:47:22.835119',NULL,NULL,0);
INSERT INTO "sign_ins" VALUES(2,'a04672b84bda9ba536b110e69cd9328e048152511b755ffa130226a37a56f446',1,'Handheld 7','a-8EcNxNYb_fXGFzY7J2VtsZFZY5tN5Ymu-izpw1AhE','2026-11-29 02:47:22.982572',NULL,1,0);
CREATE TABLE skus (
	id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	weight_g INTEGER NOT NULL, 
	length_mm INTEGER NOT NULL, 
	width_mm INTEGER NOT NULL, 
	height_mm INTEGER NOT NULL, 
	handling JSON NOT NULL, 
	track VARCHAR NOT NULL, 
	shelf_life_days INTEGER, picture VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_skus PRIMARY KEY (id), 
	CONSTRAINT ck_skus_track CHECK (track IN ('none', 'lot', 'serial')), 
	CONSTRAINT uq_skus_code UNIQUE (code)
);
INSERT INTO "skus" VALUES(1,'MUG','The mug',300,100,90,90,'["fragile"]','none',NULL,'');
INSERT INTO "skus" VALUES(2,'LAMP','The lamp',1200,300,150,150,'[]','none',NULL,'');
INSERT INTO "skus" VALUES(3,'OIL','The oil',900,80,80,250,'["liquid","dangerous"]','none',NULL,'');
INSERT INTO "skus" VALUES(4,'MILK','The milk',500,70,70,200,'[]','lot',NULL,'');
INSERT INTO "skus" VALUES(5,'PHONE','The phone',200,150,80,20,'[]','serial',NULL,'');
CREATE TABLE tag_passes (
	id INTEGER NOT NULL, 
	reader_id INTEGER NOT NULL, 
	tag VARCHAR NOT NULL, 
	sscc VARCHAR, 
	gtin VARCHAR, 
	antenna INTEGER NOT NULL, 
	rssi DOUBLE, 
	reads INTEGER NOT NULL, 
	first_at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	code VARCHAR NOT NULL, 
	work_id INTEGER, 
	CONSTRAINT pk_tag_passes PRIMARY KEY (id), 
	CONSTRAINT fk_tag_passes_reader_id_readers FOREIGN KEY(reader_id) REFERENCES readers (id), 
	CONSTRAINT fk_tag_passes_work_id_works FOREIGN KEY(work_id) REFERENCES works (id)
);
INSERT INTO "tag_passes" VALUES(1,2,'urn:epc:id:sgtin:5012345.167890.0',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(2,2,'urn:epc:id:sgtin:5012345.167890.1',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(3,2,'urn:epc:id:sgtin:5012345.167890.2',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(4,2,'urn:epc:id:sgtin:5012345.167890.3',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(5,2,'urn:epc:id:sgtin:5012345.167890.4',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(6,2,'urn:epc:id:sgtin:5012345.167890.5',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(7,2,'urn:epc:id:sgtin:5012345.167890.6',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
INSERT INTO "tag_passes" VALUES(8,2,'urn:epc:id:sgtin:5012345.167890.7',NULL,'15012345678907',1,-50.0,1,'2026-11-29 02:47:23.385419','2026-11-29 02:47:23.385419','',NULL);
CREATE TABLE task_totes (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	order_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	tote_id INTEGER, 
	code VARCHAR NOT NULL, 
	found_at VARCHAR NOT NULL, 
	wanted BOOLEAN NOT NULL, 
	"full" BOOLEAN NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	told BOOLEAN NOT NULL, 
	CONSTRAINT pk_task_totes PRIMARY KEY (id), 
	CONSTRAINT fk_task_totes_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_task_totes_task_id_works FOREIGN KEY(task_id) REFERENCES works (id), 
	CONSTRAINT fk_task_totes_tote_id_places FOREIGN KEY(tote_id) REFERENCES places (id)
);
INSERT INTO "task_totes" VALUES(1,1,1,1,16,'TOTE-L','',0,0,0,0);
INSERT INTO "task_totes" VALUES(2,4,2,1,18,'TOTE-P','',0,0,0,0);
INSERT INTO "task_totes" VALUES(3,6,3,1,20,'TOTE-B','',0,0,0,0);
INSERT INTO "task_totes" VALUES(4,9,4,1,21,'TOTE-C1','',0,1,0,0);
INSERT INTO "task_totes" VALUES(5,9,5,2,22,'TOTE-C2','',0,0,0,0);
INSERT INTO "task_totes" VALUES(6,9,6,3,23,'TOTE-C3','',0,0,0,0);
INSERT INTO "task_totes" VALUES(7,9,4,1,24,'TOTE-C4','',0,0,0,0);
INSERT INTO "task_totes" VALUES(8,10,7,1,25,'TOTE-A','',0,0,0,0);
INSERT INTO "task_totes" VALUES(9,11,9,1,26,'TOTE-Q','',0,0,0,0);
CREATE TABLE warehouse (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	company_prefix VARCHAR NOT NULL, 
	weight_tolerance_g INTEGER NOT NULL, 
	weight_tolerance_percent INTEGER NOT NULL, 
	training BOOLEAN NOT NULL, 
	CONSTRAINT pk_warehouse PRIMARY KEY (id)
);
INSERT INTO "warehouse" VALUES(1,'Test hall','Europe/London','9521321',50,5,0);
CREATE TABLE waves (
	id INTEGER NOT NULL, 
	mode VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	short JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	released_at DATETIME, 
	CONSTRAINT pk_waves PRIMARY KEY (id)
);
INSERT INTO "waves" VALUES(1,'single','done',3,'[]','2026-11-29 02:47:21.717331','2026-11-29 02:47:21.711494');
INSERT INTO "waves" VALUES(2,'single','done',3,'[]','2026-11-29 02:47:22.247052','2026-11-29 02:47:22.245547');
INSERT INTO "waves" VALUES(3,'single','done',3,'[]','2026-11-29 02:47:22.416213','2026-11-29 02:47:22.414718');
INSERT INTO "waves" VALUES(4,'cluster','released',2,'[]','2026-11-29 02:47:22.601602','2026-11-29 02:47:22.598610');
INSERT INTO "waves" VALUES(5,'single','released',2,'[]','2026-11-29 02:47:22.775842','2026-11-29 02:47:22.772642');
INSERT INTO "waves" VALUES(6,'single','planned',1,'[]','2026-11-29 02:47:23.433707',NULL);
INSERT INTO "waves" VALUES(7,'single','done',3,'[]','2026-11-29 02:47:23.444833','2026-11-29 02:47:23.440658');
CREATE TABLE webhooks (
	id INTEGER NOT NULL, 
	url VARCHAR NOT NULL, 
	secret VARCHAR NOT NULL, 
	cursor INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	next_try_at DATETIME, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_webhooks PRIMARY KEY (id), 
	CONSTRAINT uq_webhooks_url UNIQUE (url)
);
INSERT INTO "webhooks" VALUES(1,'https://shop.example/floor','whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk',0,0,NULL,1);
CREATE TABLE works (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	due DATETIME, 
	zone VARCHAR NOT NULL, 
	person_id INTEGER, 
	device VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	claimed_at DATETIME, 
	last_scan_at DATETIME, 
	ended_at DATETIME, 
	carrier VARCHAR, 
	dock_id INTEGER, 
	door_ok BOOLEAN, 
	unloading JSON, 
	load_closed BOOLEAN, 
	left_behind JSON, 
	order_id INTEGER, 
	station_id INTEGER, 
	sheet JSON, 
	wave_id INTEGER, 
	cluster BOOLEAN, 
	at_place_id INTEGER, 
	short_asked INTEGER, 
	lanes JSON, 
	source_id INTEGER, 
	source_ok BOOLEAN, 
	holding_id INTEGER, 
	holding_lot_id INTEGER, 
	units INTEGER, 
	CONSTRAINT pk_works PRIMARY KEY (id), 
	CONSTRAINT fk_works_at_place_id_places FOREIGN KEY(at_place_id) REFERENCES places (id), 
	CONSTRAINT fk_works_dock_id_places FOREIGN KEY(dock_id) REFERENCES places (id), 
	CONSTRAINT fk_works_holding_id_skus FOREIGN KEY(holding_id) REFERENCES skus (id), 
	CONSTRAINT fk_works_holding_lot_id_lots FOREIGN KEY(holding_lot_id) REFERENCES lots (id), 
	CONSTRAINT fk_works_order_id_orders FOREIGN KEY(order_id) REFERENCES orders (id), 
	CONSTRAINT fk_works_person_id_people FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_works_source_id_places FOREIGN KEY(source_id) REFERENCES places (id), 
	CONSTRAINT fk_works_station_id_places FOREIGN KEY(station_id) REFERENCES places (id), 
	CONSTRAINT fk_works_wave_id_waves FOREIGN KEY(wave_id) REFERENCES waves (id)
);
INSERT INTO "works" VALUES(1,'pick','done',7,0,NULL,'A',6,'device-picker-2','2026-11-29 02:47:21.733288','2026-11-29 02:47:21.741724','2026-11-29 02:47:21.793710','2026-11-29 02:47:21.793710',NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,1,0,2,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(2,'pack','done',9,0,NULL,'',8,'device-packer-2','2026-11-29 02:47:21.813686','2026-11-29 02:47:21.869940','2026-11-29 02:47:22.189907','2026-11-29 02:47:22.189907',NULL,NULL,0,NULL,0,NULL,1,5,'{"1":{"sku_id":2,"code":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"factors":{},"weight_g":1200,"sides_mm":[150,150,300],"handling":[],"track":"none"}}',NULL,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(3,'load','open',3,0,NULL,'',NULL,'device-dispatcher','2026-11-29 02:47:22.204895',NULL,'2026-11-29 02:47:22.225685',NULL,'POST',8,1,'[]',0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(4,'pick','done',9,0,NULL,'A',6,'device-picker-2','2026-11-29 02:47:22.263646','2026-11-29 02:47:22.270555','2026-11-29 02:47:22.296266','2026-11-29 02:47:22.296266',NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,2,0,3,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(5,'pack','open',10,0,NULL,'',2,'device-packer','2026-11-29 02:47:22.301774','2026-11-29 02:47:22.309091','2026-11-29 02:47:22.388997',NULL,NULL,NULL,0,NULL,0,NULL,2,5,'{"2":{"sku_id":1,"code":"MUG","name":"The mug","codes":["5012345678900","15012345678907","SKU-MUG"],"factors":{"15012345678907":12},"weight_g":300,"sides_mm":[90,90,100],"handling":["fragile"],"track":"none"},"3":{"sku_id":3,"code":"OIL","name":"The oil","codes":["9521321000018","SKU-OIL"],"factors":{},"weight_g":900,"sides_mm":[80,80,250],"handling":["liquid","dangerous"],"track":"none"}}',NULL,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(6,'pick','done',7,0,NULL,'A',6,'device-picker-2','2026-11-29 02:47:22.419836','2026-11-29 02:47:22.426691','2026-11-29 02:47:22.443776','2026-11-29 02:47:22.443776',NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,3,0,2,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(7,'pack','cancelled',3,0,NULL,'',NULL,'','2026-11-29 02:47:22.456440',NULL,NULL,'2026-11-29 02:47:22.465547',NULL,NULL,0,NULL,0,NULL,3,NULL,'{"4":{"sku_id":2,"code":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"factors":{},"weight_g":1200,"sides_mm":[150,150,300],"handling":[],"track":"none"}}',NULL,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(8,'putaway','open',5,0,NULL,'',6,'device-picker-2','2026-11-29 02:47:22.481798','2026-11-29 02:47:22.489839','2026-11-29 02:47:22.547979',NULL,NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,20,1,2,NULL,1);
INSERT INTO "works" VALUES(9,'pick','open',25,0,NULL,'A',7,'device-picker-3','2026-11-29 02:47:22.623105','2026-11-29 02:47:22.632510','2026-11-29 02:47:22.740808',NULL,NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,4,1,4,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(10,'pick','open',7,0,NULL,'A',1,'Handheld 7','2026-11-29 02:47:22.783953','2026-11-29 02:47:23.048264','2026-11-29 02:47:23.363533',NULL,NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,5,0,1,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(11,'pick','done',7,0,NULL,'A',6,'device-picker-2','2026-11-29 02:47:23.449254','2026-11-29 02:47:23.452584','2026-11-29 02:47:23.471431','2026-11-29 02:47:23.471431',NULL,NULL,0,NULL,0,NULL,NULL,NULL,NULL,7,0,2,NULL,'["LOC-PACK-1","LOC-PACK-2","LOC-STAGE-1"]',NULL,0,NULL,NULL,0);
INSERT INTO "works" VALUES(12,'pack','open',7,0,NULL,'',8,'device-packer-2','2026-11-29 02:47:23.475721','2026-11-29 02:47:23.483236','2026-11-29 02:47:23.512359',NULL,NULL,NULL,0,NULL,0,NULL,9,5,'{"14":{"sku_id":2,"code":"LAMP","name":"The lamp","codes":["4006381333931","SKU-LAMP"],"factors":{},"weight_g":1200,"sides_mm":[150,150,300],"handling":[],"track":"none"}}',NULL,0,NULL,NULL,NULL,NULL,0,NULL,NULL,0);
CREATE INDEX ix_events_order_id ON events (order_id);
CREATE INDEX ix_places_kind ON places (kind);
CREATE INDEX ix_skus_code_folded ON skus (lower(code));
CREATE INDEX ix_waves_status ON waves (status);
CREATE INDEX ix_barcodes_key ON barcodes ("key");
CREATE INDEX ix_barcodes_sku_id ON barcodes (sku_id);
CREATE INDEX ix_orders_queue ON orders (status, priority, due);
CREATE INDEX ix_orders_wave_id ON orders (wave_id);
CREATE INDEX ix_serials_code ON serials (code);
CREATE INDEX ix_serials_place_id ON serials (place_id);
CREATE INDEX ix_holds_order_id ON holds (order_id);
CREATE INDEX ix_order_lines_order_id ON order_lines (order_id);
CREATE UNIQUE INDEX uq_quants_key ON quants (place_id, sku_id, coalesce(lot_id, 0));
CREATE INDEX ix_quants_sku_id ON quants (sku_id);
CREATE INDEX ix_works_order_id ON works (order_id);
CREATE INDEX ix_works_person_id ON works (person_id);
CREATE INDEX ix_works_queue ON works (kind, state, person_id, urgent, due);
CREATE INDEX ix_works_source_id ON works (source_id);
CREATE INDEX ix_works_wave_id ON works (wave_id);
CREATE INDEX ix_alerts_solved_at ON alerts (solved_at);
CREATE INDEX ix_allocations_order_line_id ON allocations (order_line_id);
CREATE INDEX ix_allocations_quant_id ON allocations (quant_id);
CREATE INDEX ix_approvals_state ON approvals (state);
CREATE INDEX ix_approvals_work_id ON approvals (work_id);
CREATE UNIQUE INDEX uq_approvals_live ON approvals (work_id, kind, "key") WHERE state IN ('open', 'approved', 'refused');
CREATE INDEX ix_claims_ended_at ON claims (ended_at);
CREATE INDEX ix_claims_person_id ON claims (person_id);
CREATE INDEX ix_claims_work_id ON claims (work_id);
CREATE INDEX ix_foreign_goods_session_id ON foreign_goods (session_id);
CREATE INDEX ix_foreign_goods_solved_at ON foreign_goods (solved_at);
CREATE INDEX ix_moves_sku_id ON moves (sku_id);
CREATE INDEX ix_moves_work_id ON moves (work_id);
CREATE INDEX ix_pack_totes_session_id ON pack_totes (session_id);
CREATE INDEX ix_pack_totes_tote_id ON pack_totes (tote_id);
CREATE INDEX ix_parcels_load_id ON parcels (load_id);
CREATE INDEX ix_parcels_order_id ON parcels (order_id);
CREATE INDEX ix_parcels_session_id ON parcels (session_id);
CREATE INDEX ix_parcels_state ON parcels (state);
CREATE INDEX ix_receipts_person ON receipts (person_id, at);
CREATE INDEX ix_receipts_work ON receipts (work_id, seq);
CREATE INDEX ix_task_totes_order_id ON task_totes (order_id);
CREATE INDEX ix_task_totes_task_id ON task_totes (task_id);
CREATE INDEX ix_task_totes_tote_id ON task_totes (tote_id);
CREATE INDEX ix_parcel_labels_parcel_id ON parcel_labels (parcel_id);
CREATE INDEX ix_parcel_lines_order_line_id ON parcel_lines (order_line_id);
CREATE INDEX ix_parcel_lines_parcel_id ON parcel_lines (parcel_id);
CREATE INDEX ix_pick_lines_order_id ON pick_lines (order_id);
CREATE INDEX ix_pick_lines_order_line_id ON pick_lines (order_line_id);
CREATE INDEX ix_pick_lines_task_id ON pick_lines (task_id);
CREATE INDEX ix_label_prints_label_id ON label_prints (label_id);
CREATE UNIQUE INDEX uq_devices_name_in_use ON devices (lower(name)) WHERE state <> 'revoked';
CREATE INDEX ix_count_proposals_state ON count_proposals (state);
CREATE INDEX ix_print_jobs_queue ON print_jobs (printer_id, state, id);
CREATE INDEX ix_print_jobs_state ON print_jobs (state);
CREATE INDEX ix_barcode_stories_key ON barcode_stories ("key");
CREATE INDEX ix_barcode_stories_sku_id ON barcode_stories (sku_id);
CREATE INDEX ix_barcode_stories_state ON barcode_stories (state);
CREATE UNIQUE INDEX uq_barcode_stories_proposed ON barcode_stories ("key") WHERE state = 'proposed';
CREATE INDEX ix_tag_passes_reader ON tag_passes (reader_id, last_at);
CREATE INDEX ix_tag_passes_work_id ON tag_passes (work_id);
CREATE INDEX ix_sign_ins_csrf ON sign_ins (csrf);
CREATE INDEX ix_sign_ins_device_id ON sign_ins (device_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',102);
INSERT INTO "sqlite_sequence" VALUES('parcel_labels',1);
COMMIT;
